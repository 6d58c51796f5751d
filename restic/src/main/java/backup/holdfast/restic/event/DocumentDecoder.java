package backup.holdfast.restic.event;

import backup.holdfast.restic.json.JsonObject;
import backup.holdfast.restic.model.BackupCounts;
import backup.holdfast.restic.model.ForgetGroup;
import backup.holdfast.restic.model.ForgetGroup.KeepReason;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.model.RepositoryConfig;
import backup.holdfast.restic.model.RepositoryKey;
import backup.holdfast.restic.model.RepositoryLock;
import backup.holdfast.restic.model.RepositoryStats;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.model.TreeNode;
import java.util.Optional;

/** The documents restic prints as its whole answer, one object at a time. Throws MalformedJsonException on a wrong shape. */
public final class DocumentDecoder {

    private DocumentDecoder() {}

    public static Snapshot snapshot(JsonObject json) {
        return new Snapshot(
                new SnapshotId(json.requiredText("id")),
                json.requiredOffsetTime("time"),
                json.text("hostname").orElse(""),
                json.text("username").orElse(""),
                json.texts("paths"),
                json.texts("tags"),
                json.text("tree").orElse(""),
                json.text("parent").map(SnapshotId::new),
                json.text("original").map(SnapshotId::new),
                json.text("program_version"),
                json.object("summary").map(DocumentDecoder::backupCounts));
    }

    public static ForgetGroup forgetGroup(JsonObject json) {
        return new ForgetGroup(
                json.text("host").filter(host -> !host.isEmpty()),
                json.texts("paths"),
                json.texts("tags"),
                json.objects("keep").stream().map(DocumentDecoder::snapshot).toList(),
                json.objects("remove").stream().map(DocumentDecoder::snapshot).toList(),
                json.objects("reasons").stream()
                        .flatMap(reason -> keepReason(reason).stream())
                        .toList());
    }

    /** Reasons are for people; one that does not name its snapshot must not spoil the answer. */
    private static Optional<KeepReason> keepReason(JsonObject json) {
        return json.object("snapshot")
                .flatMap(snapshot -> snapshot.text("id"))
                .map(id -> new KeepReason(new SnapshotId(id), json.texts("matches")));
    }

    public static RepositoryStats stats(JsonObject json) {
        return new RepositoryStats(
                json.count("total_size"),
                json.count("snapshots_count"),
                json.integer("total_file_count"),
                json.integer("total_blob_count"),
                json.integer("total_uncompressed_size"),
                json.decimal("compression_ratio"));
    }

    public static RepositoryConfig config(JsonObject json) {
        return new RepositoryConfig(json.requiredText("id"), Math.toIntExact(json.count("version")));
    }

    public static RepositoryKey key(JsonObject json) {
        return new RepositoryKey(
                json.requiredText("id"),
                json.flag("current"),
                json.text("userName").orElse(""),
                json.text("hostName").orElse(""),
                json.text("created").orElse(""));
    }

    /** The content of the lock stored under {@code id}, which the document itself does not name. */
    public static RepositoryLock lock(LockId id, JsonObject json) {
        return new RepositoryLock(
                id,
                json.requiredTime("time"),
                json.flag("exclusive"),
                json.text("hostname").orElse(""),
                json.text("username").orElse(""),
                json.count("pid"),
                json.count("uid"),
                json.count("gid"));
    }

    public static TreeNode node(JsonObject json) {
        return new TreeNode(
                json.requiredText("path"),
                json.text("name").orElse(""),
                json.text("type").orElse(""),
                json.count("size"),
                json.count("uid"),
                json.count("gid"),
                json.text("permissions").orElse(""),
                json.time("mtime"));
    }

    static BackupCounts backupCounts(JsonObject json) {
        return new BackupCounts(
                json.time("backup_start"),
                json.time("backup_end"),
                json.count("files_new"),
                json.count("files_changed"),
                json.count("files_unmodified"),
                json.count("dirs_new"),
                json.count("dirs_changed"),
                json.count("dirs_unmodified"),
                json.count("data_blobs"),
                json.count("tree_blobs"),
                json.count("data_added"),
                json.count("data_added_packed"),
                json.count("total_files_processed"),
                json.count("total_bytes_processed"));
    }
}
