package backup.holdfast.bench.sync;

import backup.holdfast.bench.measure.BenchException;
import backup.holdfast.bench.measure.Stopwatch;
import backup.holdfast.bench.measure.Timed;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.s3.S3Bucket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A volume, a repository for it and a cache: what all contenders share. One cache is right because each restic keeps in it what it
 * writes itself, so that a snapshot one contender makes is no download for the next.
 *
 * @param volume the folder that is backed up
 * @param folder for cache, temporary files and what runs leave
 * @param url of the repository
 * @param credentials for its store
 */
record Site(
        ResticBinary restic, Path volume, Path folder, String url, Map<String, String> credentials, Counter counter) {
    private static final String PASSWORD = "correct horse";
    private static final double USUAL_KEY_MILLIS = 350;
    private static final Pattern ID = Pattern.compile("\"id\": *\"([0-9a-f]{64})\"");
    private static final int MAX_KEYS = 8;

    /** Counts requests, where there are any. */
    interface Counter {
        /** A repository on a path is asked nothing. */
        Counter NONE = new Counter() {
            @Override
            public void reset() {
                // There is nothing to reset.
            }

            @Override
            public Requests read() {
                return new Requests(new TreeMap<>());
            }
        };

        void reset();

        Requests read();
    }

    /** A repository in a bucket, with an empty cache. */
    static Site inBucket(ResticBinary restic, Path volume, Path folder, S3Bucket bucket, Store store) {
        Counter counter = new Counter() {
            @Override
            public void reset() {
                store.forget();
            }

            @Override
            public Requests read() {
                return store.requests();
            }
        };
        return new Site(
                restic, volume, emptied(folder), bucket.resticRepository("repository"), bucket.environment(), counter);
    }

    /** A repository beside the cache. */
    static Site onDisk(ResticBinary restic, Path volume, Path folder) {
        Path empty = emptied(folder);
        return new Site(restic, volume, empty, empty.resolve("repository").toString(), Map.of(), Counter.NONE);
    }

    private static Path emptied(Path folder) {
        try {
            FileTrees.delete(folder);
            Files.createDirectories(folder.resolve("cache"));
            Files.createDirectories(folder.resolve("tmp"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot empty " + folder, e);
        }
    }

    Path cache() {
        return folder.resolve("cache");
    }

    /** The same with another repository. */
    Site at(String otherUrl) {
        return new Site(restic, volume, folder, otherUrl, credentials, counter);
    }

    /** The same with another volume. */
    Site of(Path otherVolume) {
        return new Site(restic, otherVolume, folder, url, credentials, counter);
    }

    /** All of what a contender's processes get, in every case the same. */
    Map<String, String> environment() {
        Map<String, String> environment = new TreeMap<>(credentials);
        environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("LANG", "C.UTF-8");
        environment.put("AWS_DEFAULT_REGION", "us-east-1");
        environment.put("HOME", folder.toString());
        environment.put("TMPDIR", folder.resolve("tmp").toString());
        environment.put("RESTIC_REPOSITORY", url);
        environment.put("RESTIC_PASSWORD", PASSWORD);
        environment.put("RESTIC_CACHE_DIR", cache().toString());
        return environment;
    }

    /** restic's own id of the repository, which a controller knows from the first sync on. */
    String repositoryId() {
        Matcher id = ID.matcher(run(folder, "cat", "config").output());
        if (!id.find()) {
            throw new BenchException("the repository at " + url + " has no id");
        }
        return id.group(1);
    }

    Stopwatch stopwatch() {
        return new Stopwatch(folder);
    }

    /** One restic command in the volume. */
    Timed restic(String... arguments) {
        return run(volume, arguments);
    }

    private Timed run(Path directory, String... arguments) {
        List<String> command = new ArrayList<>(List.of(restic.path().toString()));
        command.addAll(List.of(arguments));
        return stopwatch().run(command, environment(), directory);
    }

    /** Makes a repository whose key costs whatever restic finds right at this moment. */
    Site withAnyRepository() {
        run(folder, "init");
        return this;
    }

    /**
     * The same with a new repository. restic picks the cost of a password so that a guess takes half a second, by trying how fast the
     * machine is; on a busy one it picks a cheaper one, which would flatter whoever opens the repository often. So a cheap one is not
     * taken.
     */
    Site withRepository() {
        Site made = withAnyRepository();
        for (int attempt = 2; attempt <= MAX_KEYS; attempt++) {
            if (made.run(folder, "cat", "config").cpuMillis() >= USUAL_KEY_MILLIS) {
                return made;
            }
            made = at(url + "-" + attempt).withAnyRepository();
        }
        return made;
    }

    /** Makes copies of a host's snapshots until it has this many, in a process per doubling: no data is read or written. */
    void multiplySnapshots(String host, int count) {
        int day = 1;
        for (int have = 1; have < count; have *= 2) {
            restic("rewrite", "--host", host, "--new-time", "2025-01-%02d 00:00:00".formatted(day++));
        }
        restic("forget", "--host", host, "--group-by", "host", "--keep-last", Integer.toString(count));
    }
}
