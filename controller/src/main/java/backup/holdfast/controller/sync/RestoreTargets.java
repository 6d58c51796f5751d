package backup.holdfast.controller.sync;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.replication.state.Hold;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What running restores need to be left alone, told from the destinations in the informer's cache: the volume that is written, and the
 * repository that is read. Nobody backs that volume up, and nobody forgets or prunes in that repository.
 */
public final class RestoreTargets {
    private volatile Supplier<Stream<ReplicationDestination>> destinations = Stream::empty;

    /** Where the destinations come from, once there is a cache of them. */
    public void among(Supplier<Stream<ReplicationDestination>> all) {
        destinations = requireNonNull(all, "all is null");
    }

    /** Why no backup of this claim may start. */
    public Optional<Hold> holdOn(String namespace, String claim) {
        return running()
                .filter(destination ->
                        namespace.equals(destination.getMetadata().getNamespace())
                                && claim.equals(run(destination).claim()))
                .findFirst()
                .map(destination -> new Hold(
                        name(destination),
                        "run " + run(destination).id() + " restores into the volume; a backup starts when it has"
                                + " ended"));
    }

    /** Why nothing may be forgotten or pruned in this repository now. */
    public Optional<String> reading(String fingerprint) {
        return running()
                .filter(destination -> {
                    RepositoryStatus repository =
                            destination.getStatus().restic().repository();
                    return repository != null && fingerprint.equals(repository.fingerprint());
                })
                .findFirst()
                .map(destination -> name(destination) + " restores from this repository in run "
                        + run(destination).id() + "; forget and prune come back with the next run after it");
    }

    /** What is remembered of every restore there is, running or not. */
    public Stream<ReplicationStatus> statuses() {
        return destinations.get().map(ReplicationDestination::getStatus);
    }

    /** The destinations that have a run under way. */
    public Stream<ReplicationDestination> running() {
        return destinations.get().filter(destination -> destination.getStatus().run() != null);
    }

    private static CurrentRun run(ReplicationDestination destination) {
        return Objects.requireNonNull(destination.getStatus().run());
    }

    private static String name(ReplicationDestination destination) {
        return "ReplicationDestination " + destination.getMetadata().getNamespace() + "/"
                + destination.getMetadata().getName();
    }
}
