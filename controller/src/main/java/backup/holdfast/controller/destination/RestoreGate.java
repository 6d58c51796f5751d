package backup.holdfast.controller.destination;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.queue.Answer;
import backup.holdfast.controller.queue.Answer.Wait;
import backup.holdfast.controller.queue.Application;
import backup.holdfast.controller.queue.Application.Trial;
import backup.holdfast.controller.queue.ClaimPlaces;
import backup.holdfast.controller.queue.RunOnRecord;
import backup.holdfast.controller.queue.RunQueue;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.queue.Footprint;
import backup.holdfast.replication.queue.Footprint.Sharing;
import backup.holdfast.replication.queue.Place;
import backup.holdfast.replication.queue.StoreWord;
import backup.holdfast.replication.queue.Urgency;
import backup.holdfast.restic.repository.RepositoryLocation;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Asks the {@link RunQueue} for restores, of destinations and of claims that are populated: they wait for other restores, never for a
 * backup and never for storage that does not answer.
 */
public final class RestoreGate {
    private final RunQueue queue;
    private final ClaimPlaces volumes;

    public RestoreGate(RunQueue queue, ClaimPlaces volumes) {
        this.queue = requireNonNull(queue, "queue is null");
        this.volumes = requireNonNull(volumes, "volumes is null");
    }

    /**
     * Whether a run may begin; if not, why.
     *
     * @param due when it was asked for
     * @param claim the volume that is written
     */
    Optional<String> admit(RunOwner owner, Instant due, RepositoryLocation location, String claim) {
        Set<Place> places = new HashSet<>(ClaimPlaces.ofRepository(location));
        places.addAll(volumes.of(owner.namespace(), claim));
        Answer answer = queue.ask(new Application(
                owner, Urgency.RESTORE, due, new Footprint(places, Sharing.SHARED), location, Trial.WHEN_CHOSEN));
        return answer instanceof Wait wait ? Optional.of(wait.reason()) : Optional.empty();
    }

    void notDue(RunOwner owner) {
        queue.notDue(owner);
    }

    /** That storage did not answer a restore keeps no backup from it: backups find out for themselves. That it did is news for them. */
    void ended(RunOwner owner, String endpoint, Optional<MoverOutcome> outcome) {
        StoreWord word = StoreWord.of(outcome);
        queue.ended(owner, endpoint, word == StoreWord.SILENT ? StoreWord.NONE : word);
    }

    /** Counts claims that are being populated, too; where their repository is, only this process knows of those that it let in itself. */
    public void among(Supplier<Stream<RunOwner>> populating) {
        queue.alsoAmong(() -> populating
                .get()
                .map(owner -> new RunOnRecord(
                        owner, Urgency.RESTORE, new Footprint(Set.of(Place.CONTROLLER), Sharing.SHARED), ""))
                .toList());
    }
}
