package backup.holdfast.replication.retention;

import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * Notices a volume that came back empty or nearly so, whose backups would otherwise push the good snapshots out: it
 * carries the mark of a restore that ended empty while older history exists; or files or bytes fell under 30 % of the
 * median of the last five summaries, and the loss is over 100 files or 100 MiB.
 */
public final class EmptiedVolumeGuard {

    private static final int SUMMARIES = 5;
    private static final long SUSPICIOUS_PERCENT = 30;
    private static final long FILES_LOST = 100;
    private static final long BYTES_LOST = 100L << 20;

    private EmptiedVolumeGuard() {}

    /** Whether the volume carries annotation {@code holdfast.backup/restored-empty}. */
    public enum RestoreMark {
        NONE,
        RESTORED_EMPTY
    }

    /**
     * Compares a backup with those before it.
     *
     * @param current what the newest backup saw
     * @param older the snapshots of the same identity from before it, in any order; those without a summary say nothing
     * @param acceptedAt when a person last accepted a change: only what was seen from then on is a measure
     */
    public static VolumeVerdict judge(
            SnapshotSize current, List<SnapshotInfo> older, RestoreMark mark, Optional<Instant> acceptedAt) {
        List<SnapshotInfo> measure = older.stream()
                .filter(snapshot ->
                        acceptedAt.filter(snapshot.instant()::isBefore).isEmpty())
                .sorted(SnapshotInfo.NEWEST_FIRST)
                .toList();
        if (mark == RestoreMark.RESTORED_EMPTY && !measure.isEmpty()) {
            return new VolumeVerdict.Suspicious("the volume was restored empty, and the repository holds "
                    + measure.size() + " older snapshots of it: restore one, or set acceptChange to a new value");
        }
        List<SnapshotSize> sizes = measure.stream()
                .flatMap(snapshot -> snapshot.size().stream())
                .limit(SUMMARIES)
                .toList();
        return sizes.isEmpty() ? new VolumeVerdict.Plausible() : compare(current, sizes);
    }

    private static VolumeVerdict compare(SnapshotSize current, List<SnapshotSize> sizes) {
        long files = median(sizes, SnapshotSize::files);
        long bytes = median(sizes, SnapshotSize::bytes);
        boolean fell = fell(current.files(), files) || fell(current.bytes(), bytes);
        boolean lost = files - current.files() > FILES_LOST || bytes - current.bytes() > BYTES_LOST;
        if (!fell || !lost) {
            return new VolumeVerdict.Plausible();
        }
        return new VolumeVerdict.Suspicious(String.format(
                Locale.ROOT,
                "the volume holds %d files and %.1f MiB, where the last %d backups had a median of %d files and %.1f MiB:"
                        + " restore it, or set acceptChange to a new value if that is meant",
                current.files(),
                mebibytes(current.bytes()),
                sizes.size(),
                files,
                mebibytes(bytes)));
    }

    private static boolean fell(long current, long median) {
        return current < median / 100.0 * SUSPICIOUS_PERCENT;
    }

    private static long median(List<SnapshotSize> sizes, ToLongFunction<SnapshotSize> what) {
        LongStream sorted = sizes.stream().mapToLong(what).sorted();
        // Of an even number the upper middle: the more cautious of the two.
        return sorted.skip(sizes.size() / 2).findFirst().orElse(0);
    }

    private static double mebibytes(long bytes) {
        return bytes / (double) (1 << 20);
    }
}
