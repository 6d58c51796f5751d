package backup.holdfast.controller.queue;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.replication.queue.Applicant;
import backup.holdfast.replication.queue.Footprint;
import backup.holdfast.replication.queue.Urgency;
import backup.holdfast.restic.repository.RepositoryLocation;
import java.time.Instant;

/**
 * Somebody asks whether its run may start.
 *
 * @param due the slot, or when it was asked for
 * @param location of the repository it works with
 * @param trial whether it may find out at once if storage that was silent is back
 */
public record Application(
        RunOwner owner, Urgency urgency, Instant due, Footprint footprint, RepositoryLocation location, Trial trial) {
    public Application {
        requireNonNull(owner, "owner is null");
        requireNonNull(urgency, "urgency is null");
        requireNonNull(due, "due is null");
        requireNonNull(footprint, "footprint is null");
        requireNonNull(location, "location is null");
        requireNonNull(trial, "trial is null");
    }

    /** How somebody comes to be the run that tries. */
    public enum Trial {
        WHEN_CHOSEN,
        /** A person asked for exactly this run, now. */
        AT_ONCE
    }

    String uid() {
        return owner.uid();
    }

    Applicant applicant(Instant since) {
        return new Applicant(owner.uid(), owner.namespace(), urgency, due, since, footprint);
    }
}
