package backup.holdfast.replication.retention;

import backup.holdfast.replication.retention.ForgetFacts.ClockReading;
import backup.holdfast.replication.retention.ForgetFacts.Consent;
import backup.holdfast.replication.retention.RetentionPreview.Group;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Stands between a policy and a mass deletion nobody meant: a forget that removes more than ten snapshots and over half
 * of a history waits for consent. It need not wait if the policy was changed since the last forget (somebody just
 * decided), nor on the first forget in an adopted repository if every count of the policy is filled: then what goes is
 * what piled up, not the history.
 */
public final class ForgetGuard {

    private static final int ALWAYS_ALLOWED = 10;
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

    private ForgetGuard() {}

    public static ForgetVerdict judge(RetentionPreview preview, ForgetFacts facts) {
        return badTimes(preview, facts)
                .or(() -> facts.consent() == Consent.GIVEN ? Optional.empty() : massDeletion(preview, facts))
                .orElseGet(() -> new ForgetVerdict.Proceed(preview.remove().size()));
    }

    private static Optional<ForgetVerdict> badTimes(RetentionPreview preview, ForgetFacts facts) {
        Optional<ClockReading> off = facts.clocks().stream()
                .filter(clock -> clock.apart().compareTo(CLOCK_TOLERANCE) > 0)
                .findFirst();
        if (off.isPresent()) {
            return Optional.of(new ForgetVerdict.Refused("the mover's clock shows "
                    + off.get().ours() + " and that of " + off.get().whose() + " "
                    + off.get().theirs()
                    + ": no snapshot is removed while they differ by more than 10 minutes; correct the clock"));
        }
        return preview.groups().stream()
                .flatMap(ForgetGuard::all)
                .filter(snapshot -> snapshot.instant().isAfter(facts.now()))
                .findFirst()
                .map(future -> new ForgetVerdict.Refused("snapshot " + future.shortId() + " is dated "
                        + future.instant() + ", in the future: no snapshot is removed until that time has passed;"
                        + " correct the clock of its writer, and remove it if it is wrong"));
    }

    private static Stream<SnapshotInfo> all(Group group) {
        return Stream.concat(group.keep().stream().map(RetentionPreview.Kept::snapshot), group.remove().stream());
    }

    private static Optional<ForgetVerdict> massDeletion(RetentionPreview preview, ForgetFacts facts) {
        return preview.groups().stream()
                .filter(group ->
                        group.remove().size() > ALWAYS_ALLOWED && group.remove().size() * 2 > group.size())
                .filter(group -> !decidedByPerson(group, facts))
                .findFirst()
                .map(group -> new ForgetVerdict.Frozen(
                        group.identity(),
                        group.remove().size(),
                        group.size(),
                        "the policy " + facts.policy() + " would remove "
                                + group.remove().size() + " of " + group.size() + " snapshots of "
                                + group.identity() + ": set acceptChange to a new value if that is meant"));
    }

    private static boolean decidedByPerson(Group group, ForgetFacts facts) {
        return facts.lastPolicy()
                .map(last -> !last.equals(facts.policy().toString()))
                .orElseGet(() -> fillsEveryCount(group, facts.policy()));
    }

    private static boolean fillsEveryCount(Group group, RetentionPolicy policy) {
        return policy.counts().entrySet().stream()
                .allMatch(count -> count.getValue().isUnlimited()
                        || kept(group, count.getKey()) >= count.getValue().value());
    }

    private static long kept(Group group, KeepRule rule) {
        return group.keep().stream()
                .filter(kept -> kept.reasons().stream().anyMatch(reason -> reason.rule() == rule))
                .count();
    }
}
