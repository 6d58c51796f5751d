package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.MoverOutcome.PreviewedSnapshot;
import backup.holdfast.replication.plan.MoverOutcome.RetentionPreviewed;
import backup.holdfast.replication.retention.RetentionPolicy;
import backup.holdfast.replication.retention.RetentionPreview;
import backup.holdfast.replication.retention.RetentionPreview.Kept;
import backup.holdfast.replication.retention.RetentionPreview.Reason;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A preview of retention in the words of an outcome: all counted, and as many named as people read. */
final class PreviewAnswer {
    /** Named of each kind. */
    private static final int MOST = 10;

    private static final String EVERYTHING = "everything is kept";

    private PreviewAnswer() {}

    /** @param policy none: everything is kept */
    static RetentionPreviewed of(
            String token, Optional<RetentionPolicy> policy, List<SnapshotInfo> snapshots, Instant now) {
        return policy.map(rules -> byPolicy(token, rules, RetentionPreview.of(snapshots, rules, now)))
                .orElseGet(() -> everything(token, snapshots));
    }

    private static RetentionPreviewed byPolicy(String token, RetentionPolicy policy, RetentionPreview preview) {
        List<Kept> keep = preview.groups().stream()
                .flatMap(group -> group.keep().stream())
                .sorted(Comparator.comparing(Kept::snapshot, SnapshotInfo.NEWEST_FIRST))
                .toList();
        List<SnapshotInfo> remove = preview.remove();
        return new RetentionPreviewed(
                token,
                policy.toString(),
                keep.size(),
                remove.size(),
                remove.stream()
                        .sorted(SnapshotInfo.NEWEST_FIRST.reversed())
                        .limit(MOST)
                        .map(snapshot -> brief(snapshot, List.of()))
                        .toList(),
                keep.stream()
                        .limit(MOST)
                        .map(kept -> brief(kept.snapshot(), kept.reasons()))
                        .toList());
    }

    private static RetentionPreviewed everything(String token, List<SnapshotInfo> snapshots) {
        return new RetentionPreviewed(
                token,
                EVERYTHING,
                snapshots.size(),
                0,
                List.of(),
                snapshots.stream()
                        .sorted(SnapshotInfo.NEWEST_FIRST)
                        .limit(MOST)
                        .map(snapshot -> brief(snapshot, List.of()))
                        .toList());
    }

    private static PreviewedSnapshot brief(SnapshotInfo snapshot, List<Reason> reasons) {
        return new PreviewedSnapshot(
                snapshot.shortId(),
                snapshot.instant(),
                reasons.stream().map(Reason::text).toList());
    }
}
