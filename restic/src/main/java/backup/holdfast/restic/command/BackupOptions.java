package backup.holdfast.restic.command;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.SnapshotId;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What to back up and how. Works in the directory and backs up ".", so that the root of the tree is the directory itself: an
 * absolute path would record the directories above it too, which then change and defeat {@link #skipIfUnchanged()}. Immutable:
 * each method returns a copy with one option more.
 */
public record BackupOptions(Path directory, Arguments arguments) {

    private static final DateTimeFormatter RESTIC_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    public BackupOptions {
        requireNonNull(directory, "directory is null");
        requireNonNull(arguments, "arguments is null");
    }

    public static BackupOptions ofDirectory(Path directory) {
        return new BackupOptions(directory, Arguments.NONE);
    }

    public BackupOptions host(String host) {
        return with(arguments.set("--host", host));
    }

    public BackupOptions tag(String tag) {
        if (tag.contains(",")) {
            throw new IllegalArgumentException("a tag can't hold a comma, restic would read two tags: " + tag);
        }
        return with(arguments.add("--tag", tag));
    }

    /** Compares with this snapshot instead of the newest of the same host and paths. */
    public BackupOptions parent(SnapshotId parent) {
        return with(arguments.set("--parent", parent.value()));
    }

    public BackupOptions skipIfUnchanged() {
        return with(arguments.flag("--skip-if-unchanged"));
    }

    public BackupOptions exclude(String pattern) {
        return with(arguments.add("--exclude", pattern));
    }

    public BackupOptions excludeIgnoringCase(String pattern) {
        return with(arguments.add("--iexclude", pattern));
    }

    /** Reads patterns from a file, one a line. */
    public BackupOptions excludeFile(Path file) {
        return with(arguments.add("--exclude-file", file.toString()));
    }

    /** Leaves out directories that hold a file of this name, or of this name and header with {@code name:header}. */
    public BackupOptions excludeIfPresent(String name) {
        return with(arguments.add("--exclude-if-present", name));
    }

    /** Leaves out directories tagged as caches (CACHEDIR.TAG). */
    public BackupOptions excludeCaches() {
        return with(arguments.flag("--exclude-caches"));
    }

    /** Leaves out larger files; a number of bytes or with one of restic's suffixes, such as "5G". */
    public BackupOptions excludeLargerThan(String size) {
        return with(arguments.set("--exclude-larger-than", size));
    }

    public BackupOptions oneFileSystem() {
        return with(arguments.flag("--one-file-system"));
    }

    /** Decides whether a file changed without looking at its inode number and change time: for copied volumes. */
    public BackupOptions ignoreInode() {
        return with(arguments.flag("--ignore-inode"));
    }

    public BackupOptions readConcurrency(int files) {
        if (files < 1) {
            throw new IllegalArgumentException("the read concurrency is not positive: " + files);
        }
        return with(arguments.set("--read-concurrency", Integer.toString(files)));
    }

    /** Gives the snapshot this time, to the second, instead of now. restic reads it in its own time zone, which must be UTC. */
    public BackupOptions time(Instant time) {
        return with(arguments.set("--time", RESTIC_TIME.format(time.atOffset(ZoneOffset.UTC))));
    }

    /** Skips the first walk that only estimates the size: progress has no total then. */
    public BackupOptions noScan() {
        return with(arguments.flag("--no-scan"));
    }

    public BackupOptions dryRun() {
        return with(arguments.flag("--dry-run"));
    }

    private BackupOptions with(Arguments more) {
        return new BackupOptions(directory, more);
    }
}
