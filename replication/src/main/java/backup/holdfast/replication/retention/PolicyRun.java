package backup.holdfast.replication.retention;

import backup.holdfast.replication.retention.RetentionPreview.Group;
import backup.holdfast.replication.retention.RetentionPreview.Kept;
import backup.holdfast.replication.retention.RetentionPreview.Reason;
import backup.holdfast.replication.snapshot.SnapshotIdentity;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One pass of a policy over one group, newest first, with what each rule has used up so far. */
final class PolicyRun {

    private final RetentionPolicy policy;
    private final List<SnapshotInfo> snapshots;
    private final Optional<OffsetDateTime> newest;
    private final Map<KeepRule, Integer> left = new EnumMap<>(KeepRule.class);
    private final Map<KeepRule, Long> lastBucket = new EnumMap<>(KeepRule.class);

    PolicyRun(RetentionPolicy policy, List<SnapshotInfo> group, Instant now) {
        this.policy = policy;
        this.snapshots = group.stream().sorted(SnapshotInfo.NEWEST_FIRST).toList();
        // Strictly: a snapshot of this very instant does not count as newest either.
        this.newest = snapshots.stream()
                .filter(snapshot -> snapshot.instant().isBefore(now))
                .findFirst()
                .map(SnapshotInfo::time);
        policy.counts().forEach((rule, count) -> left.put(rule, count.value()));
    }

    Group apply(SnapshotIdentity identity) {
        List<Kept> keep = new ArrayList<>();
        List<SnapshotInfo> remove = new ArrayList<>();
        for (int position = 0; position < snapshots.size(); position++) {
            SnapshotInfo snapshot = snapshots.get(position);
            List<Reason> reasons = reasons(snapshot, position);
            if (reasons.isEmpty()) {
                remove.add(snapshot);
            } else {
                keep.add(new Kept(snapshot, reasons));
            }
        }
        return new Group(identity, keep, remove);
    }

    private List<Reason> reasons(SnapshotInfo snapshot, int position) {
        List<Reason> reasons = new ArrayList<>();
        ResticDuration within = policy.spans().getOrDefault(KeepRule.WITHIN, ResticDuration.ZERO);
        if (!within.isZero() && isWithin(within, snapshot)) {
            reasons.add(new Reason(KeepRule.WITHIN, KeepRule.WITHIN.reason(within.toString())));
        }
        for (KeepRule rule : policy.counts().keySet()) {
            int room = left.getOrDefault(rule, 0);
            if (room != 0 && opensBucket(rule, snapshot, position, "", reasons)) {
                left.put(rule, room > 0 ? room - 1 : room);
            }
        }
        policy.spans().forEach((rule, span) -> {
            if (rule != KeepRule.WITHIN && isWithin(span, snapshot)) {
                opensBucket(rule, snapshot, position, span.toString(), reasons);
            }
        });
        return reasons;
    }

    /** The first of a bucket is kept, and while a rule has room left, so is the oldest of all: it reaches furthest back. */
    private boolean opensBucket(KeepRule rule, SnapshotInfo snapshot, int position, String span, List<Reason> reasons) {
        long bucket = rule.bucketOf(snapshot.time(), position);
        boolean first = !Long.valueOf(bucket).equals(lastBucket.get(rule));
        boolean oldest = position == snapshots.size() - 1;
        if (!first && !oldest) {
            return false;
        }
        lastBucket.put(rule, bucket);
        reasons.add(new Reason(rule, (first ? "" : "oldest ") + rule.reason(span)));
        return true;
    }

    private boolean isWithin(ResticDuration span, SnapshotInfo snapshot) {
        // Without any snapshot in the past there is no end to count back from, and restic keeps them all.
        return newest.map(end -> snapshot.instant().isAfter(span.before(end).toInstant()))
                .orElse(true);
    }
}
