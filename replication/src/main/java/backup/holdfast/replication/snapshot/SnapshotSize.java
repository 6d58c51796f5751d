package backup.holdfast.replication.snapshot;

/** What a backup saw of its source: files and bytes, from the summary restic stores in the snapshot. */
public record SnapshotSize(long files, long bytes) {

    public SnapshotSize {
        if (files < 0 || bytes < 0) {
            throw new IllegalArgumentException("sizes cannot be negative: " + files + ", " + bytes);
        }
    }
}
