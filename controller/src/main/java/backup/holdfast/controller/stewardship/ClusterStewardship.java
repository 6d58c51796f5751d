package backup.holdfast.controller.stewardship;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.stewardship.Mandate.HandsOff;
import backup.holdfast.crds.ConditionReasons;
import backup.holdfast.crds.event.EventPublisher;
import backup.holdfast.crds.event.EventPublisher.Kind;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The stewardship that follows from what the cluster shows. */
public final class ClusterStewardship implements Stewardship, AutoCloseable {
    /** What can stand in the way; reasons of Events and values of a metric's label. */
    public static final Set<String> REASONS =
            Set.of(MandateRule.VOLSYNC_ACTIVE, ConditionReasons.SCHEMA_OUTDATED, MandateRule.SCHEMA_UNKNOWN);

    /** As long as API servers usually keep Events. */
    private static final Duration TELL_EVERY = Duration.ofHours(1);

    private final MandateRule rule;
    private final Lookout lookout;
    private final EventPublisher events;
    private final Clock clock;
    private final Map<String, Told> told = new ConcurrentHashMap<>();

    private record Told(HandsOff mandate, Instant at) {}

    /**
     * One that has not looked yet, and lets nothing be done until it has.
     *
     * @param ownClass of the objects to look after; empty for those without one
     * @param namespaces the only ones that are looked at; empty means all
     */
    public ClusterStewardship(
            String ownClass, Set<String> namespaces, KubernetesClient client, EventPublisher events, Clock clock) {
        this.rule = new MandateRule(ownClass);
        this.lookout = new Lookout(client, namespaces, clock);
        this.events = requireNonNull(events, "events is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /**
     * Looks at the cluster, now and from now on.
     *
     * @param changed told when mandates may have changed
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server does not answer
     */
    public void start(Runnable changed) {
        lookout.start(changed);
    }

    @Override
    public boolean owns(HasMetadata object) {
        return rule.isOurs(object);
    }

    @Override
    public Mandate over(HasMetadata object) {
        Mandate mandate = rule.over(object, lookout.signs());
        if (!(mandate instanceof HandsOff)) {
            told.remove(object.getMetadata().getUid());
        }
        return mandate;
    }

    @Override
    public void tell(HasMetadata object, HandsOff mandate) {
        Instant now = clock.instant();
        Told before = told.get(object.getMetadata().getUid());
        if (before != null
                && before.mandate().equals(mandate)
                && now.isBefore(before.at().plus(TELL_EVERY))) {
            return;
        }
        told.put(object.getMetadata().getUid(), new Told(mandate, now));
        events.publish(object, Kind.WARNING, mandate.reason(), "Hold", mandate.why());
    }

    /** Those of {@link #REASONS} that hold now. */
    public Set<String> reasons() {
        return MandateRule.reasons(lookout.signs());
    }

    /** Why nothing is done for any object of a kind, if so. */
    public Optional<String> impediment() {
        return MandateRule.impediment(lookout.signs());
    }

    @Override
    public void close() {
        lookout.close();
    }
}
