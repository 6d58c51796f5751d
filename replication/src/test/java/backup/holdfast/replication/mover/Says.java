package backup.holdfast.replication.mover;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What restic 0.19 prints, as it prints it. */
final class Says {
    static final String REPOSITORY = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
    static final String MISSING = "Fatal: repository does not exist: unable to open config file: stat"
            + " /repo/config: no such file or directory\\nIs there a repository at the following location?\\n/repo";
    static final String NO_BUCKET = "Fatal: repository does not exist: unable to open config file: Stat: The specified"
            + " bucket does not exist\\nIs there a repository at the following location?\\ns3:http://minio/photos";
    static final String EXISTS =
            "Fatal: create key in repository at /repo failed: repository master key and config already initialized\\n";
    static final String LOCKED = "unable to create lock in backend: repository is already locked by PID 7 on"
            + " hf-0a1b2c3d-20261120t020000 by root (UID 0, GID 0)\\nlock was created at 2026-11-20 03:58:05"
            + " (2m0s ago)\\nstorage ID ee4925a1\\nthe `unlock` command can be used to remove stale locks";

    private Says() {}

    /** The id of a snapshot, made from a number. */
    static String id(int number) {
        return String.format("%064x", 0xabc0000 + number);
    }

    static String saved(String id, long files, long bytes) {
        return summary(files, bytes).replace("}", ",\"snapshot_id\":\"" + id + "\"}") + "\n";
    }

    static String unchanged(long files, long bytes) {
        return summary(files, bytes) + "\n";
    }

    private static String summary(long files, long bytes) {
        return "{\"message_type\":\"summary\",\"files_new\":1,\"files_changed\":2,\"files_unmodified\":" + (files - 3)
                + ",\"total_files_processed\":" + files + ",\"total_bytes_processed\":" + bytes
                + ",\"data_added_packed\":99,\"total_duration\":0.9,\"backup_start\":\"2026-11-20T04:00:06.5Z\"}";
    }

    static String initialized() {
        return "{\"message_type\":\"initialized\",\"id\":\"" + REPOSITORY + "\",\"repository\":\"/repo\"}\n";
    }

    static String unreadable(String path) {
        return "{\"message_type\":\"error\",\"error\":{\"message\":\"open " + path
                + ": permission denied\"},\"during\":\"archival\",\"item\":\"" + path + "\"}\n";
    }

    static String restored(long files) {
        return "{\"message_type\":\"summary\",\"total_files\":" + files + ",\"files_restored\":" + files
                + ",\"files_skipped\":1,\"files_deleted\":2,\"total_bytes\":500,\"bytes_restored\":400}\n";
    }

    /** One snapshot as the lists have it. */
    static String snapshot(int number, Instant time, String host, String path, long files, long bytes) {
        return "{\"time\":\"" + time + "\",\"tree\":\"" + id(number + 500) + "\",\"paths\":[\"" + path
                + "\"],\"hostname\":\"" + host + "\",\"username\":\"root\",\"summary\":{\"total_files_processed\":"
                + files + ",\"total_bytes_processed\":" + bytes + "},\"id\":\"" + id(number) + "\",\"short_id\":\""
                + id(number).substring(0, 8) + "\"}";
    }

    /** The same with a tag. */
    static String tagged(String snapshot, String tag) {
        return snapshot.replace("\"username\"", "\"tags\":[\"" + tag + "\"],\"username\"");
    }

    static String list(List<String> snapshots) {
        return "[" + String.join(",", snapshots) + "]\n";
    }

    /** So many snapshots of volsync:/data, the newest now and the others an hour apart, each of the same size. */
    static String hourly(int count, Instant newest) {
        return list(IntStream.range(0, count)
                .mapToObj(i -> snapshot(i, newest.minusSeconds(3600L * i), "volsync", "/data", 100, 1000))
                .collect(Collectors.toList()));
    }

    static String forgot(List<String> keep, List<String> remove) {
        return "[{\"tags\":null,\"host\":\"volsync\",\"paths\":[\"/data\"],\"keep\":"
                + list(keep).strip() + ",\"remove\":"
                + (remove.isEmpty() ? "null" : list(remove).strip()) + ",\"reasons\":[]}]\n";
    }
}
