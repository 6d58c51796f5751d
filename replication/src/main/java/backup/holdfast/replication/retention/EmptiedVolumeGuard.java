package backup.holdfast.replication.retention;

import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Notices a volume that came back empty or nearly so, whose backups would otherwise push the good snapshots out: it
 * carries the mark of a restore that ended empty while older history exists; or files or bytes fell under 30 % of the
 * median of the last five summaries, and the loss is over 100 files or 100 MiB.
 *
 * <p>A summary that was itself a fall never becomes part of the measure. So the guard does not get used to the loss by
 * a few more backups of it; it holds until the data is back, a person accepts, or the last good summary is 90 days older
 * than the newest: what a volume held long ago, as yearly snapshots tell, is no measure of today.
 */
public final class EmptiedVolumeGuard {

    private static final int SUMMARIES = 5;
    private static final Duration MEASURED = Duration.ofDays(90);
    private static final long SUSPICIOUS_PERCENT = 30;
    private static final long FILES_LOST = 100;
    private static final long BYTES_LOST = 100L << 20;

    private EmptiedVolumeGuard() {}

    /**
     * Compares a backup with those before it.
     *
     * @param current what the newest backup saw
     * @param older the snapshots of the same identity from before it, in any order; those without a summary say nothing
     * @param restoredEmptyAt when the volume was restored empty, if it carries that mark
     * @param acceptedAt when a person last accepted a change: what is older is no measure any more
     */
    public static VolumeVerdict judge(
            SnapshotSize current,
            List<SnapshotInfo> older,
            Optional<Instant> restoredEmptyAt,
            Optional<Instant> acceptedAt) {
        List<SnapshotInfo> known = older.stream()
                .filter(snapshot ->
                        acceptedAt.filter(snapshot.instant()::isBefore).isEmpty())
                .sorted(Comparator.comparing(SnapshotInfo::instant))
                .toList();
        long beforeTheMark = known.stream()
                .filter(snapshot ->
                        restoredEmptyAt.filter(snapshot.instant()::isBefore).isPresent())
                .count();
        if (beforeTheMark > 0) {
            return new VolumeVerdict.Suspicious("the volume was restored empty, and the repository holds "
                    + beforeTheMark + " older snapshots of it: restore one, or set acceptChange to a new value");
        }
        Deque<SnapshotSize> measure = new ArrayDeque<>();
        for (SnapshotInfo snapshot : recent(known)) {
            snapshot.size().filter(size -> !isFall(size, measure)).ifPresent(size -> push(size, measure));
        }
        return isFall(current, measure) ? suspicious(current, measure) : new VolumeVerdict.Plausible();
    }

    private static List<SnapshotInfo> recent(List<SnapshotInfo> oldestFirst) {
        if (oldestFirst.isEmpty()) {
            return oldestFirst;
        }
        Instant from = oldestFirst.get(oldestFirst.size() - 1).instant().minus(MEASURED);
        return oldestFirst.stream()
                .filter(snapshot -> !snapshot.instant().isBefore(from))
                .toList();
    }

    private static void push(SnapshotSize size, Deque<SnapshotSize> measure) {
        measure.addLast(size);
        if (measure.size() > SUMMARIES) {
            measure.removeFirst();
        }
    }

    private static boolean isFall(SnapshotSize current, Collection<SnapshotSize> measure) {
        if (measure.isEmpty()) {
            return false;
        }
        long files = median(measure, SnapshotSize::files);
        long bytes = median(measure, SnapshotSize::bytes);
        boolean fell = fell(current.files(), files) || fell(current.bytes(), bytes);
        boolean lost = files - current.files() > FILES_LOST || bytes - current.bytes() > BYTES_LOST;
        return fell && lost;
    }

    private static VolumeVerdict suspicious(SnapshotSize current, Collection<SnapshotSize> measure) {
        return new VolumeVerdict.Suspicious(String.format(
                Locale.ROOT,
                "the volume holds %d files and %.1f MiB, where %d earlier backups had a median of %d files and %.1f MiB:"
                        + " restore it, or set acceptChange to a new value if that is meant",
                current.files(),
                mebibytes(current.bytes()),
                measure.size(),
                median(measure, SnapshotSize::files),
                mebibytes(median(measure, SnapshotSize::bytes))));
    }

    private static boolean fell(long current, long median) {
        return current < median / 100.0 * SUSPICIOUS_PERCENT;
    }

    /** Of an even number the upper middle: the more cautious of the two. */
    private static long median(Collection<SnapshotSize> sizes, ToLongFunction<SnapshotSize> what) {
        return sizes.stream()
                .mapToLong(what)
                .sorted()
                .skip(sizes.size() / 2)
                .findFirst()
                .orElse(0);
    }

    private static double mebibytes(long bytes) {
        return bytes / (double) (1 << 20);
    }
}
