package backup.holdfast.controller.leadership;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.HoldfastKeys;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one replica does about a lease as it sees it, look after look. That a lease has run out is told by how long it has not been
 * seen to change, never by the times in it: they are another machine's. Does no IO.
 */
final class Candidate {
    private final ElectionSettings settings;
    private @Nullable Sighting sighting;

    private record Sighting(String holder, Optional<ZonedDateTime> renewal, long atNanos) {
        boolean shows(LeaseSpec spec) {
            return holder.equals(Candidate.holder(spec)) && renewal.equals(Optional.ofNullable(spec.getRenewTime()));
        }
    }

    /** What to do now. */
    sealed interface Move {
        /** There is none. */
        record Create(Lease lease) implements Move {}

        /** It is free, or ours: write this over what was seen. */
        record Write(Lease lease) implements Move {}

        /** Somebody else leads. */
        record Leave(String holder) implements Move {}

        /** It belongs to replicas whose movers can't be seen from here. */
        record Refuse(String why) implements Move {}
    }

    Candidate(ElectionSettings settings) {
        this.settings = requireNonNull(settings, "settings is null");
    }

    /**
     * Decides.
     *
     * @param now for people who look at the lease
     * @param nanos of a clock that never goes back
     */
    Move next(@Nullable Lease seen, Instant now, long nanos) {
        if (seen == null) {
            sighting = null;
            return new Move.Create(new LeaseBuilder()
                    .withNewMetadata()
                    .withNamespace(settings.namespace())
                    .withName(settings.name())
                    .endMetadata()
                    .withNewSpec()
                    .withHolderIdentity(settings.identity())
                    .withLeaseDurationSeconds(seconds(settings.timing().lease()))
                    .withAcquireTime(time(now))
                    .withRenewTime(time(now))
                    .withLeaseTransitions(0)
                    .endSpec()
                    .editMetadata()
                    .addToAnnotations(HoldfastKeys.MOVERS, settings.movers())
                    .endMetadata()
                    .build());
        }
        LeaseSpec spec = Optional.ofNullable(seen.getSpec()).orElseGet(LeaseSpec::new);
        String movers = movers(seen);
        if (!movers.isEmpty() && !movers.equals(settings.movers())) {
            return new Move.Refuse(refusal(spec, movers));
        }
        if (holder(spec).equals(settings.identity())) {
            return new Move.Write(new LeaseBuilder(seen)
                    .editSpec()
                    .withRenewTime(time(now))
                    .endSpec()
                    .build());
        }
        if (sighting == null || !sighting.shows(spec)) {
            sighting = new Sighting(holder(spec), Optional.ofNullable(spec.getRenewTime()), nanos);
        }
        boolean over = holder(spec).isEmpty()
                || nanos - sighting.atNanos() >= duration(spec).toNanos();
        return over ? new Move.Write(taken(seen, spec, now)) : new Move.Leave(holder(spec));
    }

    /** The lease given back: whoever looks next may take it. Nothing if it is not ours. */
    Optional<Lease> released(@Nullable Lease seen) {
        return Optional.ofNullable(seen)
                .filter(lease ->
                        lease.getSpec() != null && holder(lease.getSpec()).equals(settings.identity()))
                .map(lease -> new LeaseBuilder(lease)
                        .editSpec()
                        .withHolderIdentity("")
                        .endSpec()
                        .build());
    }

    private Lease taken(Lease seen, LeaseSpec spec, Instant now) {
        int transitions = Optional.ofNullable(spec.getLeaseTransitions()).orElse(0);
        return new LeaseBuilder(seen)
                .editMetadata()
                .addToAnnotations(HoldfastKeys.MOVERS, settings.movers())
                .endMetadata()
                .editOrNewSpec()
                .withHolderIdentity(settings.identity())
                .withLeaseDurationSeconds(seconds(settings.timing().lease()))
                .withAcquireTime(time(now))
                .withRenewTime(time(now))
                .withLeaseTransitions(transitions + 1)
                .endSpec()
                .build();
    }

    private String refusal(LeaseSpec spec, String movers) {
        return "Lease " + settings.namespace() + "/" + settings.name() + " belongs to a controller whose movers are "
                + seen(movers) + (holder(spec).isEmpty() ? "" : " (held by " + holder(spec) + ")")
                + ", and those of this one are "
                + seen(settings.movers())
                + ": neither can see what the other has running. Stop that one, wait for its movers to"
                + " end, then: kubectl -n " + settings.namespace() + " delete lease " + settings.name();
    }

    private static String seen(String movers) {
        return movers.equals(ElectionSettings.JOBS)
                ? "Jobs in the cluster"
                : "processes of the machine with state " + movers.substring(movers.indexOf(':') + 1);
    }

    private static String movers(Lease lease) {
        Map<String, String> annotations = lease.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(HoldfastKeys.MOVERS, "");
    }

    private static String holder(LeaseSpec spec) {
        return spec.getHolderIdentity() == null ? "" : spec.getHolderIdentity();
    }

    private Duration duration(LeaseSpec spec) {
        Integer seconds = spec.getLeaseDurationSeconds();
        return seconds == null ? settings.timing().lease() : Duration.ofSeconds(seconds);
    }

    private static int seconds(Duration duration) {
        return Math.toIntExact(duration.toSeconds());
    }

    private static ZonedDateTime time(Instant now) {
        return now.truncatedTo(ChronoUnit.MICROS).atZone(ZoneOffset.UTC);
    }
}
