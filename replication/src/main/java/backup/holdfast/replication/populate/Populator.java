package backup.holdfast.replication.populate;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.FailureClass.Retry;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.populate.DestinationSight.From;
import backup.holdfast.replication.populate.DestinationSight.Image;
import backup.holdfast.replication.populate.DestinationSight.OwnRestore;
import backup.holdfast.replication.populate.DestinationSight.Usable;
import backup.holdfast.replication.populate.PopulateFacts.Traces;
import backup.holdfast.replication.populate.PopulateStep.Abandon;
import backup.holdfast.replication.populate.PopulateStep.AnswerDestination;
import backup.holdfast.replication.populate.PopulateStep.Await;
import backup.holdfast.replication.populate.PopulateStep.Conclude;
import backup.holdfast.replication.populate.PopulateStep.CreatePrime;
import backup.holdfast.replication.populate.PopulateStep.DeletePrime;
import backup.holdfast.replication.populate.PopulateStep.Finish;
import backup.holdfast.replication.populate.PopulateStep.FollowNode;
import backup.holdfast.replication.populate.PopulateStep.HandOver;
import backup.holdfast.replication.populate.PopulateStep.Launch;
import backup.holdfast.replication.populate.PopulateStep.Leave;
import backup.holdfast.replication.populate.PopulateStep.MarkEmpty;
import backup.holdfast.replication.populate.PopulateStep.RemoveTraces;
import backup.holdfast.replication.populate.PopulateStep.Write;
import backup.holdfast.replication.populate.Population.Failed;
import backup.holdfast.replication.populate.Population.Phase;
import backup.holdfast.replication.populate.PrimeSight.Ownership;
import backup.holdfast.replication.schedule.Backoff;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Blocked;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Waiting;
import backup.holdfast.replication.state.MoverWait;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides what happens next to a claim whose data source is a destination. Kubernetes' volume populators set the frame: a second
 * claim of the same request is filled, its volume is made over to the first, and the second goes. Every step is derived from what is
 * written on the claim and what can be seen, so that a controller that died between any two of them goes on with the next.
 */
public final class Populator {
    /** For what nobody tells us of. */
    public static final Duration RECHECK = Duration.ofSeconds(30);

    private static final Duration SOON = Duration.ofSeconds(2);

    /** VolSync's patience with a claim that gets no volume. */
    private static final Duration PROVISIONED_WITHIN = Duration.ofMinutes(2);

    private final PopulateFacts facts;
    private final Instant now;

    private Populator(PopulateFacts facts, Instant now) {
        this.facts = facts;
        this.now = now;
    }

    public static PopulateStep next(PopulateFacts facts, Instant now) {
        Populator populator = new Populator(facts, now);
        if (facts.claim().life() == Life.GOING || facts.destination() instanceof DestinationSight.Elsewhere) {
            // Whatever was made for a claim that goes is owned by it, and goes after it.
            return new Leave();
        }
        return switch (facts.claim().binding()) {
            case LOST -> new Leave();
            case BOUND -> facts.population().map(populator::settle).orElseGet(populator::reap);
            case UNBOUND -> facts.population().map(populator::goOn).orElseGet(populator::begin);
        };
    }

    // The claim has a volume.

    private PopulateStep settle(Population population) {
        if (facts.traces() == Traces.LEFT) {
            return new RemoveTraces();
        }
        boolean handedOver = population.phase() == Phase.FILLED
                && population.volume().equals(facts.claim().volume());
        Optional<PrimeSight> prime = ownPrime();
        if (prime.isPresent()) {
            return prime.get().life() == Life.GOING
                    ? primeGoing()
                    : new DeletePrime(
                            handedOver ? "its volume was handed over" : "its claim was bound to another volume");
        }
        if (!handedOver) {
            return new Abandon();
        }
        Content content = population.chosen().orElseGet(Content.Nothing::new);
        return facts.destination() instanceof Usable usable && usable.own() == OwnRestore.ANSWERED_BY_CLAIM
                ? new AnswerDestination(content)
                : new Finish(population, content);
    }

    /** Somebody has taken our mark off. Of a volume that was handed over, deleting prime takes nothing. */
    private PopulateStep reap() {
        return ownPrime().isPresent() ? new DeletePrime("its claim has a volume") : new Leave();
    }

    // The claim has no volume yet.

    private PopulateStep begin() {
        return obstacleBefore().orElseGet(() -> new Write(Population.begun(now)));
    }

    private PopulateStep goOn(Population population) {
        if (population.phase() == Phase.FILLED) {
            return handOver(population);
        }
        if (population.run().isPresent()) {
            return follow(population, population.run().get());
        }
        Optional<PopulateStep> obstacle = obstacleBefore().or(() -> rest(population));
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        Usable usable = (Usable) facts.destination();
        return population
                .chosen()
                .map(content -> fill(population, content, usable))
                .orElseGet(() -> choose(population, usable));
    }

    /** What keeps any run from starting. */
    private Optional<PopulateStep> obstacleBefore() {
        if (!facts.claim().request().volumeMode().equals(VolumeShape.FILESYSTEM)) {
            return refused(
                    Obstacle.BLOCK_DEVICE,
                    "the claim asks for a block device (volumeMode: Block), and restic restores files: ask for a file"
                            + " system");
        }
        return obstacleOfDestination().or(this::obstacleOfClass);
    }

    private Optional<PopulateStep> obstacleOfDestination() {
        DestinationSight destination = facts.destination();
        if (destination instanceof DestinationSight.Missing) {
            return refused(
                    Obstacle.DESTINATION_MISSING,
                    "the ReplicationDestination that spec.dataSourceRef names does not exist: create it");
        }
        if (destination instanceof DestinationSight.Paused) {
            return refused(
                    Obstacle.DESTINATION_PAUSED, "the ReplicationDestination is paused: set spec.paused to false");
        }
        return destination instanceof DestinationSight.Unusable unusable
                ? refused(Obstacle.DESTINATION_UNUSABLE, unusable.detail())
                : Optional.empty();
    }

    private Optional<PopulateStep> obstacleOfClass() {
        ClassSight storageClass = facts.storageClass();
        if (storageClass instanceof ClassSight.Missing missing) {
            return refused(
                    Obstacle.CLASS_MISSING,
                    "StorageClass " + missing.name() + " does not exist: create it, or name another");
        }
        if (storageClass instanceof ClassSight.InTree inTree) {
            return refused(
                    Obstacle.CLASS_IN_TREE,
                    "StorageClass " + inTree.name() + " has the provisioner " + inTree.provisioner()
                            + ", which is part of Kubernetes and fills no claims from other objects: use a class of a CSI"
                            + " driver");
        }
        return storageClass instanceof ClassSight.WaitsForConsumer waits
                        && facts.claim().selectedNode().isEmpty()
                ? Optional.of(new Await(
                        Obstacle.NO_CONSUMER,
                        "StorageClass " + waits.name() + " waits for the first pod that uses the claim",
                        Optional.empty()))
                : Optional.empty();
    }

    /** After a failure: with growing pauses, or until somebody has changed something. */
    private Optional<PopulateStep> rest(Population population) {
        if (population.failed().isEmpty()) {
            return Optional.empty();
        }
        Failed failed = population.failed().get();
        boolean changed = !failed.inputs().equals(((Usable) facts.destination()).inputs());
        if (changed) {
            // Somebody has mended what failed; where it asks for something else now, that is what the claim gets.
            return Optional.of(new Write(again(population)));
        }
        Instant retryAt = Backoff.DEFAULT.retryAt(
                failed.count(), failed.at(), facts.claim().uid());
        if (!retryAt.isAfter(now)) {
            return Optional.empty();
        }
        boolean needsChange = failed.failure().retry() == Retry.NEEDS_CHANGE;
        Instant recheck = now.plus(RECHECK);
        return Optional.of(new Await(
                Obstacle.BACK_OFF,
                failed.failure().sentence(),
                Optional.of(needsChange && recheck.isBefore(retryAt) ? recheck : retryAt)));
    }

    private Population again(Population population) {
        return new Population(
                Phase.SELECTING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                population.missingSince(),
                Optional.empty(),
                population.startedAt());
    }

    private PopulateStep choose(Population population, Usable usable) {
        Optional<Image> image = usable.image();
        if (usable.from() == From.IMAGE) {
            return image.map(it -> chooseImage(population, it))
                    .orElseGet(() -> await(
                            Obstacle.IMAGE_MISSING,
                            "populateFrom is Image, and the ReplicationDestination has no status.latestImage yet"));
        }
        if (usable.own() == OwnRestore.EXPECTED) {
            return await(
                    Obstacle.OWN_RESTORE,
                    "the ReplicationDestination's own restore comes first, and the claim is made from it");
        }
        // What was restored while the claim was waiting was chosen when the claim asked.
        return image.filter(it -> it.state() != Image.State.UNUSABLE)
                .filter(it -> !it.madeAt().isBefore(facts.claim().createdAt())
                        && it.snapshotId().isPresent())
                .map(it -> chooseImage(population, it))
                .orElseGet(() -> start(population, usable));
    }

    private PopulateStep chooseImage(Population population, Image image) {
        return switch (image.state()) {
            case READY -> new Write(population.choosing(new Content.Image(image.name(), image.snapshotId())));
            case NOT_READY ->
                await(Obstacle.IMAGE_NOT_READY, "VolumeSnapshot " + image.name() + " is not ready to be used");
            case UNUSABLE ->
                await(
                        Obstacle.IMAGE_MISSING,
                        "status.latestImage of the ReplicationDestination, " + image.name()
                                + ", is no VolumeSnapshot, or is gone: claims are made from copies by copyMethod: Snapshot");
        };
    }

    private PopulateStep start(Population population, Usable usable) {
        int attempt = population.failed().map(Failed::count).orElse(0) + 1;
        RunId run = RunId.of(
                facts.claim().uid(),
                population.phase() + "/" + usable.inputs(),
                now.truncatedTo(ChronoUnit.SECONDS),
                attempt);
        return new Write(population.running(run));
    }

    private PopulateStep fill(Population population, Content content, Usable usable) {
        Optional<String> image = content instanceof Content.Image from ? Optional.of(from.name()) : Optional.empty();
        boolean imageIsGone = image.isPresent()
                && usable.image()
                        .filter(it -> it.isReady() && it.name().equals(image.get()))
                        .isEmpty();
        if (imageIsGone
                && facts.prime().filter(it -> it.binding() == Binding.BOUND).isEmpty()) {
            return new Write(again(population));
        }
        if (facts.prime().isEmpty()) {
            return new CreatePrime(image);
        }
        PrimeSight prime = facts.prime().get();
        if (prime.ownership() == Ownership.FOREIGN) {
            return await(
                    Obstacle.PRIME_TAKEN,
                    "a claim of the name that the populator needs exists, and was not made for this one: remove it");
        }
        if (prime.life() == Life.GOING) {
            return primeGoing();
        }
        if (!prime.image().equals(image)) {
            return new DeletePrime("it is made from something else than what was chosen");
        }
        return switch (prime.binding()) {
            case LOST -> new DeletePrime("its volume is gone");
            case UNBOUND -> provision(prime);
            case BOUND -> fillBound(population, content, usable);
        };
    }

    private PopulateStep provision(PrimeSight prime) {
        Optional<String> node = facts.claim().selectedNode();
        if (node.isPresent() && !node.equals(prime.selectedNode())) {
            return new FollowNode(node.get());
        }
        Instant due = prime.createdAt().plus(PROVISIONED_WITHIN);
        return due.isAfter(now)
                ? new Await(Obstacle.PROVISIONING, "waiting for a volume to fill", Optional.of(due))
                : await(
                        Obstacle.NOT_PROVISIONED,
                        "the claim in whose place a volume is filled still has none: its Events say why");
    }

    private PopulateStep fillBound(Population population, Content content, Usable usable) {
        if (facts.volume().isEmpty()) {
            // The binder is faster than our view of volumes.
            return new Await(Obstacle.PROVISIONING, "waiting to see the volume", Optional.of(now.plus(SOON)));
        }
        FilledVolume volume = facts.volume().get();
        // Looked at before anything is written, too: a restore may take days.
        Optional<PopulateStep> misfit = misfit(volume);
        if (misfit.isPresent()) {
            return misfit.get();
        }
        return content instanceof Content.Snapshot
                ? start(population, usable)
                : new Write(population.filled(volume.name()));
    }

    private PopulateStep follow(Population population, RunId run) {
        MoverObservation mover = facts.mover();
        if (mover instanceof Ended ended) {
            return new Conclude(population, run, ended, after(population, ended));
        }
        if (mover instanceof Absent || mover instanceof Blocked) {
            if (!(facts.destination() instanceof Usable)) {
                // It was never started, and can't be now.
                return new Write(new Population(
                        population.phase(),
                        Optional.empty(),
                        population.chosen(),
                        population.failed(),
                        population.missingSince(),
                        population.volume(),
                        population.startedAt()));
            }
            if (mover instanceof Absent) {
                return new Launch(population, run);
            }
        }
        Optional<MoverWait> wait = mover.waitsFor();
        return mover instanceof Waiting || mover instanceof Blocked
                ? await(Obstacle.MOVER_WAITS, wait.map(MoverWait::detail).orElse("the mover waits"))
                : await(Obstacle.MOVER_AT_WORK, "a mover is at work");
    }

    private Population after(Population population, Ended ended) {
        if (ended.outcome().isEmpty()) {
            return failed(population, FailureClass.KILLED);
        }
        MoverOutcome outcome = ended.outcome().get();
        RunFailure failure = outcome.failure();
        if (failure != null) {
            boolean pinnedIsGone =
                    population.phase() == Phase.FILLING && failure.failureClass() == FailureClass.SNAPSHOT_NOT_FOUND;
            return failed(pinnedIsGone ? again(population) : population, failure.failureClass());
        }
        if (population.phase() == Phase.FILLING) {
            if (outcome.result() != RunResult.SUCCEEDED) {
                return failed(population, FailureClass.RESTORE_INCOMPLETE);
            }
            return facts.volume()
                    .map(volume -> population.filled(volume.name()))
                    .orElseGet(() -> again(population));
        }
        SnapshotBrief found = outcome.snapshot();
        if (outcome.result() == RunResult.NO_SNAPSHOT) {
            return none(population);
        }
        return found == null ? failed(population, FailureClass.UNKNOWN) : population.choosing(content(found));
    }

    /** The image of exactly this snapshot spares the way from the repository. */
    private Content content(SnapshotBrief found) {
        Optional<Image> same = facts.destination() instanceof Usable usable ? usable.image() : Optional.empty();
        return same.filter(Image::isReady)
                .filter(image -> image.snapshotId().filter(found.id()::equals).isPresent())
                .<Content>map(image -> new Content.Image(image.name(), image.snapshotId()))
                .orElseGet(() -> new Content.Snapshot(found.id(), Optional.of(found.time()), bytes(found)));
    }

    private static OptionalLong bytes(SnapshotBrief found) {
        Long bytes = found.bytes();
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    private Population none(Population population) {
        Instant since = population.missingSince().orElse(now);
        Duration wait = facts.destination() instanceof Usable usable ? usable.missingWait() : Duration.ZERO;
        return since.plus(wait).isAfter(now)
                ? failed(population.missing(since), FailureClass.SNAPSHOT_NOT_FOUND)
                : population.missing(since).choosing(new Content.Nothing());
    }

    private Population failed(Population population, FailureClass failure) {
        int count = facts.population()
                        .flatMap(Population::failed)
                        .map(Failed::count)
                        .orElse(0)
                + 1;
        String inputs = facts.destination() instanceof Usable usable ? usable.inputs() : "";
        return population.failing(new Failed(failure, count, now, inputs));
    }

    // The volume is good.

    private PopulateStep handOver(Population population) {
        if (facts.volume().isEmpty()) {
            return new Write(again(population));
        }
        FilledVolume volume = facts.volume().get();
        if (volume.claimUid().equals(Optional.of(facts.claim().uid()))) {
            return await(Obstacle.BINDING, "the filled volume was handed over; waiting for Kubernetes to bind it");
        }
        Optional<PrimeSight> prime = ownPrime();
        if (prime.isPresent() && prime.get().life() == Life.GOING) {
            return primeGoing();
        }
        boolean ofPrime = volume.life() == Life.THERE
                && prime.isPresent()
                && volume.claimUid().equals(prime.map(PrimeSight::uid))
                && prime.get().binding() == Binding.BOUND;
        if (!ofPrime) {
            // Somebody removed it from under us.
            return new Write(again(population));
        }
        if (facts.traces() == Traces.LEFT) {
            return new RemoveTraces();
        }
        return stillHeld(volume).or(() -> misfit(volume)).orElseGet(() -> release(population, volume));
    }

    private Optional<PopulateStep> stillHeld(FilledVolume volume) {
        if (!facts.users().isEmpty()) {
            return Optional.of(soon(
                    Obstacle.IN_USE,
                    "the volume is filled, but still in use by pod " + String.join(", ", facts.users())));
        }
        return volume.attachedTo().isEmpty()
                ? Optional.empty()
                : Optional.of(soon(
                        Obstacle.ATTACHED,
                        "the volume is filled, and being detached from node "
                                + String.join(", ", volume.attachedTo())));
    }

    private PopulateStep release(Population population, FilledVolume volume) {
        Content content = population.chosen().orElseGet(Content.Nothing::new);
        return content instanceof Content.Nothing && facts.claim().emptyMark().isEmpty()
                ? new MarkEmpty(RunId.of(facts.claim().uid(), "empty", population.startedAt(), 1)
                        .value())
                : new HandOver(volume, content);
    }

    private Optional<PopulateStep> misfit(FilledVolume volume) {
        return facts.claim()
                .request()
                .misfit(volume.shape())
                .map(why -> await(
                        Obstacle.MISFIT,
                        "volume " + volume.name() + " does not fit the claim: " + why
                                + ". It is not handed over; correct the claim or its class"));
    }

    private Optional<PrimeSight> ownPrime() {
        return facts.prime().filter(prime -> prime.ownership() == Ownership.OURS);
    }

    private Optional<PopulateStep> refused(Obstacle obstacle, String detail) {
        return Optional.of(await(obstacle, detail));
    }

    private PopulateStep primeGoing() {
        return soon(Obstacle.PRIME_GOING, "an earlier claim that was filled in place of this one is being removed");
    }

    private PopulateStep soon(Obstacle obstacle, String detail) {
        return new Await(obstacle, detail, Optional.of(now.plus(SOON)));
    }

    private PopulateStep await(Obstacle obstacle, String detail) {
        return new Await(obstacle, detail, Optional.of(now.plus(RECHECK)));
    }
}
