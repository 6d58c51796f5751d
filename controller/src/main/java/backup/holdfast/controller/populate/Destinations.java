package backup.holdfast.controller.populate;

import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.populate.Content;
import backup.holdfast.replication.populate.DestinationSight;
import java.time.Instant;
import java.util.Optional;

/** What the populator needs of the destinations that claims name: how they see themselves, and movers by their settings. */
public interface Destinations {
    DestinationSight look(ClaimRequest request);

    /** Why a run that would begin now has to wait for other restores, if it has to. */
    Optional<String> admit(ClaimRequest request);

    /** A run has ended: others may begin. */
    void ended(ClaimRequest request, Optional<MoverOutcome> outcome);

    /**
     * Starts the mover that looks for the snapshot. It sees no volume.
     *
     * @throws backup.holdfast.controller.mover.MoverBackend.MoverRefusedException when it cannot be started now
     */
    void select(ClaimRequest request, RunId run, Instant now);

    /**
     * Starts the mover that writes the snapshot, and nothing else, into the claim that is filled in place of the one that asks.
     *
     * @throws backup.holdfast.controller.mover.MoverBackend.MoverRefusedException when it cannot be started now
     */
    void restore(ClaimRequest request, RunId run, Content.Snapshot snapshot, Instant now);

    /**
     * What the destination was asked to do by hand is done.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException with code 409 when it was changed since it was read
     */
    void answer(ClaimRequest request, Content content, Instant now);
}
