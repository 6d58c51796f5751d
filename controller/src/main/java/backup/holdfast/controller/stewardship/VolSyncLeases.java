package backup.holdfast.controller.stewardship;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whether VolSync is at work from its leases, seen again and again. The renewal time in a lease is by another machine's clock,
 * so what was seen to change is live for its duration from that moment, whatever the time in it; only at first sight that time is
 * all there is. A VolSync that is scaled to zero does not give its lease back.
 */
final class VolSyncLeases {
    /** What VolSync calls its lease, in whatever namespace it runs. */
    static final String NAME = "b95b3104.backube";

    /** VolSync's, for a lease that does not tell its own. */
    private static final Duration USUAL_DURATION = Duration.ofSeconds(137);

    /** VolSync renews every 26 seconds: who has not done so in this time is gone. */
    private static final Duration PROBATION = Duration.ofSeconds(30);

    /** As far as the clocks of two machines may be apart. */
    private static final Duration SKEW = Duration.ofHours(1);

    private final Map<String, Sighting> seen = new HashMap<>();

    private record Sighting(Optional<ZonedDateTime> renewal, Instant until) {}

    /** The one that lives longest. */
    Optional<LiveLease> live(List<Lease> leases, Instant now) {
        seen.keySet().retainAll(leases.stream().map(VolSyncLeases::namespace).toList());
        return leases.stream()
                .filter(VolSyncLeases::isHeld)
                .map(lease ->
                        new LiveLease(namespace(lease), NAME, lease.getSpec().getHolderIdentity(), until(lease, now)))
                .filter(lease -> lease.until().isAfter(now))
                .max(Comparator.comparing(LiveLease::until));
    }

    private Instant until(Lease lease, Instant now) {
        Optional<ZonedDateTime> renewal = Optional.ofNullable(lease.getSpec().getRenewTime());
        Sighting before = seen.get(namespace(lease));
        if (before != null && before.renewal.equals(renewal)) {
            return before.until;
        }
        Duration duration = duration(lease.getSpec());
        Instant until = before == null
                ? renewal.map(at -> firstSight(at.toInstant(), duration, now)).orElse(now)
                : now.plus(duration);
        seen.put(namespace(lease), new Sighting(renewal, until));
        return until;
    }

    private static Instant firstSight(Instant renewal, Duration duration, Instant now) {
        Instant end = renewal.plus(duration);
        if (end.isAfter(now)) {
            // A clock that is ahead of ours must not hold us up for longer than the lease can last.
            return end.isBefore(now.plus(duration)) ? end : now.plus(duration);
        }
        return renewal.isAfter(now.minus(SKEW)) ? now.plus(PROBATION) : end;
    }

    private static Duration duration(LeaseSpec spec) {
        return Optional.ofNullable(spec.getLeaseDurationSeconds())
                .map(Duration::ofSeconds)
                .orElse(USUAL_DURATION);
    }

    private static boolean isHeld(Lease lease) {
        return lease.getSpec() != null
                && lease.getSpec().getHolderIdentity() != null
                && !lease.getSpec().getHolderIdentity().isEmpty();
    }

    private static String namespace(Lease lease) {
        return lease.getMetadata().getNamespace();
    }
}
