package backup.holdfast.replication.populate;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
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
import backup.holdfast.replication.populate.PrimeSight.Ownership;
import backup.holdfast.replication.state.MoverObservation.Blocked;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Waiting;
import backup.holdfast.replication.state.MoverWait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PopulatorTest {
    private static final MoverWait WAIT = new MoverWait(MoverWait.Cause.IMAGE, "no such image");

    private final World world = new World();

    @BeforeEach
    void moversSucceed() {
        world.outcomes.add(world.found(World.SNAPSHOT));
        world.outcomes.add(world.restored());
    }

    @Test
    void shouldChooseFillAndHandOver() {
        assertThat(world.settle()).isInstanceOf(Leave.class);

        assertThat(world.done.stream()
                        .filter(step -> !(step instanceof Await))
                        .map(step -> step.getClass().getSimpleName()))
                .containsExactly(
                        "Write", // looked after
                        "Write", // a run that looks for the snapshot
                        "Launch",
                        "Conclude",
                        "CreatePrime",
                        "Write", // a run that restores it
                        "Launch",
                        "Conclude",
                        "RemoveTraces",
                        "HandOver",
                        "DeletePrime",
                        "Finish",
                        "Leave");
        assertThat(world.claimVolume).contains("pv-prime-1");
        assertThat(world.population).isEmpty();
    }

    @Test
    void shouldWriteTheChosenSnapshotDownBeforeAnythingIsMadeForIt() {
        world.settle();

        List<PopulateStep> steps = world.done;
        int pinned = steps.indexOf(world.done(Conclude.class).get(0));
        assertThat(world.done(Conclude.class).get(0).next().chosen())
                .contains(new Content.Snapshot(World.SNAPSHOT, Optional.of(world.now), OptionalLong.of(1)));
        assertThat(steps.subList(0, pinned)).noneMatch(CreatePrime.class::isInstance);
    }

    @Test
    void shouldEndTheSameWhereverTheControllerDies() {
        World whole = new World();
        whole.outcomes.addAll(List.of(whole.found(World.SNAPSHOT), whole.restored()));
        whole.settle();
        int steps = whole.done.size();

        for (int crash = 0; crash < steps; crash++) {
            World broken = new World();
            broken.outcomes.addAll(List.of(broken.found(World.SNAPSHOT), broken.restored()));
            for (int i = 0; i < crash; i++) {
                broken.apply(broken.next());
            }
            // Decided, and dead before it was done: the next one decides the same.
            assertThat(broken.next()).as("step %d", crash).isEqualTo(broken.next());
            // Done, and dead before anybody knew.
            broken.apply(broken.next());

            assertThat(broken.settle()).as("step %d", crash).isInstanceOf(Leave.class);
            assertThat(broken.claimBinding).isEqualTo(Binding.BOUND);
            assertThat(broken.volume.flatMap(FilledVolume::claimUid)).contains(World.CLAIM);
            assertThat(broken.prime).isEmpty();
            assertThat(broken.population).isEmpty();
            assertThat(broken.traces).isEqualTo(Traces.GONE);
        }
    }

    /** Whatever somebody removes at whichever step, the claim gets a filled volume or none. */
    @Test
    void shouldStartOverWhenPrimeIsRemovedFromUnderIt() {
        int steps = 25;
        for (int removal = 0; removal < steps; removal++) {
            World robbed = new World();
            robbed.outcomes.addAll(List.of(
                    robbed.found(World.SNAPSHOT), robbed.restored(), robbed.found(World.SNAPSHOT), robbed.restored()));
            for (int i = 0; i < removal; i++) {
                robbed.apply(robbed.next());
            }
            if (robbed.prime.isPresent()) {
                robbed.apply(new DeletePrime("by somebody"));
            }

            robbed.settle();

            assertThat(robbed.claimBinding).as("removed at %d", removal).isEqualTo(Binding.BOUND);
            assertThat(robbed.volume.flatMap(FilledVolume::claimUid)).contains(World.CLAIM);
        }
    }

    @Test
    void shouldNeverTouchAClaimThatHasAVolume() {
        world.claimBinding = Binding.BOUND;
        world.claimVolume = Optional.of("pv-of-old");

        assertThat(world.next()).isInstanceOf(Leave.class);
    }

    @Test
    void shouldTakeItsTracesAwayWhenTheClaimGotAnotherVolume() {
        upTo(Launch.class, 2);
        world.apply(world.next());
        world.claimBinding = Binding.BOUND;
        world.claimVolume = Optional.of("pv-of-old");

        assertThat(world.settle()).isInstanceOf(Leave.class);

        assertThat(world.done)
                .extracting(step -> (Object) step.getClass())
                .endsWith(RemoveTraces.class, DeletePrime.class, Abandon.class, Leave.class);
        assertThat(world.done(HandOver.class)).isEmpty();
    }

    @Test
    void shouldReapAPrimeWhoseMarkIsGone() {
        world.prime = Optional.of(world.prime(Binding.BOUND, Optional.empty()));
        world.claimBinding = Binding.BOUND;

        assertThat(world.next()).isInstanceOf(DeletePrime.class);
    }

    @Test
    void shouldLeaveAClaimThatGoesAndOneOfAnotherClass() {
        world.claimLife = Life.GOING;
        assertThat(world.next()).isInstanceOf(Leave.class);

        world.claimLife = Life.THERE;
        world.destination = new DestinationSight.Elsewhere();
        assertThat(world.next()).isInstanceOf(Leave.class);
    }

    /** Everything that keeps a claim from being looked after, and what it waits for. */
    private record Case(String name, java.util.function.Consumer<World> set, Obstacle obstacle) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Case> CASES = List.of(
            new Case(
                    "no destination",
                    w -> w.destination = new DestinationSight.Missing(),
                    Obstacle.DESTINATION_MISSING),
            new Case("paused", w -> w.destination = new DestinationSight.Paused(), Obstacle.DESTINATION_PAUSED),
            new Case(
                    "unusable",
                    w -> w.destination = new DestinationSight.Unusable("no Secret"),
                    Obstacle.DESTINATION_UNUSABLE),
            new Case("no class", w -> w.storageClass = new ClassSight.Missing("fast"), Obstacle.CLASS_MISSING),
            new Case(
                    "in tree",
                    w -> w.storageClass = new ClassSight.InTree("old", "kubernetes.io/glusterfs"),
                    Obstacle.CLASS_IN_TREE),
            new Case(
                    "no consumer",
                    w -> w.storageClass = new ClassSight.WaitsForConsumer("local"),
                    Obstacle.NO_CONSUMER),
            new Case(
                    "block",
                    w -> w.request = new VolumeShape(
                            w.request.bytes(), w.request.accessModes(), w.request.storageClass(), "Block"),
                    Obstacle.BLOCK_DEVICE),
            new Case(
                    "own restore first",
                    w -> w.destination = with(From.REPOSITORY, Optional.empty(), OwnRestore.EXPECTED),
                    Obstacle.OWN_RESTORE),
            new Case(
                    "image asked for, none there",
                    w -> w.destination = with(From.IMAGE, Optional.empty(), OwnRestore.NONE),
                    Obstacle.IMAGE_MISSING),
            new Case(
                    "image asked for, a claim there",
                    w -> w.destination = with(
                            From.IMAGE, Optional.of(World.image(Image.State.UNUSABLE, Instant.EPOCH)), OwnRestore.NONE),
                    Obstacle.IMAGE_MISSING),
            new Case(
                    "image not ready",
                    w -> w.destination = with(
                            From.IMAGE,
                            Optional.of(World.image(Image.State.NOT_READY, Instant.EPOCH)),
                            OwnRestore.NONE),
                    Obstacle.IMAGE_NOT_READY),
            new Case(
                    "image of its own restore not ready",
                    w -> w.destination = with(
                            From.REPOSITORY,
                            Optional.of(World.image(Image.State.NOT_READY, w.createdAt)),
                            OwnRestore.NONE),
                    Obstacle.IMAGE_NOT_READY));

    @ParameterizedTest
    @FieldSource("CASES")
    void shouldWaitAndMakeNothing(Case one) {
        one.set().accept(world);

        PopulateStep last = world.settle();

        assertThat(last)
                .isInstanceOfSatisfying(
                        Await.class, await -> assertThat(await.obstacle()).isEqualTo(one.obstacle()));
        assertThat(world.done).noneMatch(Launch.class::isInstance).noneMatch(CreatePrime.class::isInstance);
    }

    @ParameterizedTest
    @FieldSource("CASES")
    void shouldSeeToARunUnderWayWhateverElseIsTheCase(Case one) {
        upTo(Launch.class, 1);
        world.apply(world.next());
        one.set().accept(world);
        world.apply(world.next());

        assertThat(world.next()).isInstanceOf(Conclude.class);
    }

    @Test
    void shouldDropARunThatCanNoLongerBeStarted() {
        upTo(Launch.class, 1);
        world.destination = new DestinationSight.Missing();

        assertThat(world.next())
                .isInstanceOfSatisfying(
                        Write.class, write -> assertThat(write.next().run()).isEmpty());
    }

    @Test
    void shouldStartABlockedMoverAgainAndSayWhatItWaitsFor() {
        upTo(Launch.class, 1);
        world.mover = new Blocked(WAIT);
        assertWaits(Obstacle.MOVER_WAITS);

        world.mover = new Waiting(WAIT);
        assertWaits(Obstacle.MOVER_WAITS);
    }

    // The repository

    @Test
    void shouldStayPendingAndTryAgainWhileTheRepositoryDoesNotAnswer() {
        world.outcomes.clear();
        world.outcomes.add(world.failed(FailureClass.UNREACHABLE));

        assertWaits(world.settle(), Obstacle.BACK_OFF);
        Await await = (Await) world.next();
        world.now = await.lookAgain().orElseThrow();
        world.outcomes.clear();
        world.outcomes.addAll(List.of(world.found(World.SNAPSHOT), world.restored()));

        assertThat(world.settle()).isInstanceOf(Leave.class);
        assertThat(world.claimBinding).isEqualTo(Binding.BOUND);
        assertThat(world.done(Conclude.class)).hasSize(3);
    }

    @Test
    void shouldRestLongerAfterEachFailureButAtMostHalfAnHour() {
        world.outcomes.clear();
        world.outcomes.add(world.failed(FailureClass.UNREACHABLE));
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Await await = (Await) world.settle();
            pauses.add(Duration.between(world.now, await.lookAgain().orElseThrow()));
            world.now = await.lookAgain().orElseThrow();
        }

        assertThat(pauses.get(0)).isLessThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(pauses.get(1)).isGreaterThan(pauses.get(0));
        assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofMinutes(30)) <= 0);
        assertThat(pauses.get(7)).isGreaterThan(Duration.ofMinutes(20));
    }

    @Test
    void shouldStartAtOnceWhenSomebodyCorrectedThePassword() {
        world.outcomes.clear();
        world.outcomes.add(world.failed(FailureClass.WRONG_PASSWORD));
        Await await = (Await) world.settle();
        assertThat(await.lookAgain()).contains(world.now.plus(Populator.RECHECK));

        world.outcomes.clear();
        world.outcomes.addAll(List.of(world.found(World.SNAPSHOT), world.restored()));
        world.destination = World.usable("2");

        assertThat(world.settle()).isInstanceOf(Leave.class);
        assertThat(world.claimBinding).isEqualTo(Binding.BOUND);
    }

    @Test
    void shouldNotHandOverAVolumeWhoseRestoreFailed() {
        world.outcomes.clear();
        world.outcomes.addAll(List.of(world.found(World.SNAPSHOT), world.failed(FailureClass.RESTORE_INCOMPLETE)));

        assertWaits(world.settle(), Obstacle.BACK_OFF);

        assertThat(world.done(HandOver.class)).isEmpty();
        assertThat(world.population.flatMap(Population::chosen)).isPresent();
    }

    @Test
    void shouldRestoreTheSameSnapshotAgainAfterAFailure() {
        world.outcomes.clear();
        world.outcomes.addAll(
                List.of(world.found(World.SNAPSHOT), world.failed(FailureClass.KILLED), world.restored()));
        Await await = (Await) world.settle();
        world.now = await.lookAgain().orElseThrow();

        assertThat(world.settle()).isInstanceOf(Leave.class);
        assertThat(world.done(Conclude.class)).hasSize(3);
        assertThat(world.done(HandOver.class))
                .singleElement()
                .satisfies(over -> assertThat(over.content())
                        .isInstanceOfSatisfying(
                                Content.Snapshot.class,
                                it -> assertThat(it.id()).isEqualTo(World.SNAPSHOT)));
    }

    @Test
    void shouldLookForASnapshotAgainWhenTheChosenOneIsGone() {
        world.outcomes.clear();
        world.outcomes.addAll(List.of(
                world.found(World.SNAPSHOT),
                world.failed(FailureClass.SNAPSHOT_NOT_FOUND),
                world.found("b".repeat(64)),
                world.restored()));
        Await await = (Await) world.settle();
        while (world.claimBinding == Binding.UNBOUND) {
            world.now = await.lookAgain().orElseThrow();
            PopulateStep step = world.settle();
            await = step instanceof Await again ? again : await;
        }

        assertThat(world.done(HandOver.class))
                .singleElement()
                .satisfies(over -> assertThat(over.content())
                        .isInstanceOfSatisfying(
                                Content.Snapshot.class,
                                it -> assertThat(it.id()).isEqualTo("b".repeat(64))));
    }

    @Test
    void shouldCountAMoverThatSaidNothingAsKilled() {
        upTo(Launch.class, 1);
        world.mover = new Ended(Optional.empty(), Proof.VANISHED, "the pod is gone");

        assertThat(world.next())
                .isInstanceOfSatisfying(
                        Conclude.class,
                        conclude -> assertThat(
                                        conclude.next().failed().orElseThrow().failure())
                                .isEqualTo(FailureClass.KILLED));
    }

    // No snapshot

    @Test
    void shouldBindAnEmptyVolumeOnlyAfterItIsWrittenOnTheClaim() {
        world.outcomes.clear();
        world.outcomes.add(world.nothing());

        assertThat(world.settle()).isInstanceOf(Leave.class);

        List<PopulateStep> steps = world.done;
        assertThat(steps.indexOf(world.done(MarkEmpty.class).get(0)))
                .isLessThan(steps.indexOf(world.done(HandOver.class).get(0)));
        assertThat(world.emptyMark).isPresent();
        assertThat(world.done(Launch.class)).hasSize(1);
        assertThat(world.done(Finish.class))
                .singleElement()
                .satisfies(finish -> assertThat(finish.content()).isEqualTo(new Content.Nothing()));
    }

    @Test
    void shouldWaitForASnapshotAsLongAsItIsTold() {
        world.outcomes.clear();
        world.outcomes.add(world.nothing());
        world.destination = new Usable("1", From.REPOSITORY, Optional.empty(), OwnRestore.NONE, Duration.ofMinutes(3));
        Instant begun = world.now;

        while (world.claimBinding == Binding.UNBOUND) {
            PopulateStep step = world.settle();
            if (step instanceof Await await) {
                world.now = await.lookAgain().orElseThrow();
            }
        }

        assertThat(world.now).isAfterOrEqualTo(begun.plus(Duration.ofMinutes(3)));
    }

    // Images

    @Test
    void shouldMakeTheClaimFromTheImageOfARestoreThatEndedWhileItWaited() {
        world.destination =
                with(From.REPOSITORY, Optional.of(World.image(Image.State.READY, world.createdAt)), OwnRestore.NONE);

        assertThat(world.settle()).isInstanceOf(Leave.class);

        assertThat(world.done(Launch.class)).isEmpty();
        assertThat(world.done(CreatePrime.class)).containsExactly(new CreatePrime(Optional.of("photos-dest-1")));
    }

    @Test
    void shouldMakeTheClaimFromAnOldImageOnlyIfItIsOfExactlyTheChosenSnapshot() {
        Instant longAgo = world.createdAt.minus(Duration.ofDays(9));
        world.destination =
                with(From.REPOSITORY, Optional.of(World.image(Image.State.READY, longAgo)), OwnRestore.NONE);
        world.settle();
        assertThat(world.done(CreatePrime.class)).containsExactly(new CreatePrime(Optional.of("photos-dest-1")));

        World newer = new World();
        newer.outcomes.addAll(List.of(newer.found("b".repeat(64)), newer.restored()));
        newer.destination = world.destination;
        newer.settle();
        assertThat(newer.done(CreatePrime.class)).containsExactly(new CreatePrime(Optional.empty()));
    }

    @Test
    void shouldTakeAnyImageWhereTheSpecSaysImage() {
        Image unknown = new Image("photos-dest-1", Image.State.READY, Optional.empty(), Instant.EPOCH);
        world.destination = with(From.IMAGE, Optional.of(unknown), OwnRestore.NONE);

        assertThat(world.settle()).isInstanceOf(Leave.class);

        assertThat(world.done(CreatePrime.class)).containsExactly(new CreatePrime(Optional.of("photos-dest-1")));
    }

    @Test
    void shouldChooseAgainWhenTheImageIsRemovedBeforeItIsUsed() {
        world.destination =
                with(From.REPOSITORY, Optional.of(World.image(Image.State.READY, world.createdAt)), OwnRestore.NONE);
        upTo(CreatePrime.class, 1);
        world.destination = World.usable("1");

        assertThat(world.settle()).isInstanceOf(Leave.class);

        assertThat(world.done(Launch.class)).hasSize(2);
        assertThat(world.claimBinding).isEqualTo(Binding.BOUND);
    }

    @Test
    void shouldAnswerTheDestinationThatWasToRestoreByHand() {
        world.destination = with(From.REPOSITORY, Optional.empty(), OwnRestore.ANSWERED_BY_CLAIM);

        assertThat(world.settle()).isInstanceOf(Leave.class);

        assertThat(world.done(AnswerDestination.class)).hasSize(1);
        assertThat(world.done.indexOf(world.done(AnswerDestination.class).get(0)))
                .isLessThan(world.done.indexOf(world.done(Finish.class).get(0)));
    }

    // Prime

    @Test
    void shouldNotUseAClaimThatSomebodyElseMade() {
        upTo(CreatePrime.class, 1);
        world.prime = Optional.of(new PrimeSight(
                "foreign",
                world.now,
                Ownership.FOREIGN,
                Life.THERE,
                Binding.BOUND,
                Optional.of("pv"),
                Optional.empty(),
                Optional.empty()));

        assertWaits(Obstacle.PRIME_TAKEN);
    }

    @Test
    void shouldFollowTheNodeThatTheSchedulerChoosesAsLongAsThereIsNoVolume() {
        world.storageClass = new ClassSight.WaitsForConsumer("local");
        world.selectedNode = Optional.of("node-a");
        upTo(CreatePrime.class, 1);
        world.apply(world.next());
        world.selectedNode = Optional.of("node-b");

        assertThat(world.next()).isEqualTo(new FollowNode("node-b"));
        world.apply(world.next());
        assertWaits(Obstacle.PROVISIONING);
        world.apply(world.next());
        world.selectedNode = Optional.of("node-c");

        assertThat(world.next()).isInstanceOf(Write.class);
    }

    @Test
    void shouldSayThatAVolumeIsLongInComing() {
        upTo(CreatePrime.class, 1);
        world.apply(world.next());
        world.now = world.now.plus(Duration.ofMinutes(3));

        assertWaits(Obstacle.NOT_PROVISIONED);
    }

    @Test
    void shouldMakePrimeAnewWhenItsVolumeIsGone() {
        upTo(CreatePrime.class, 1);
        world.apply(world.next());
        world.prime = world.prime.map(it -> World.bound(it, Binding.LOST));

        assertThat(world.next()).isInstanceOf(DeletePrime.class);
    }

    // Handing over

    private static final List<Case> MISFITS = List.of(
            new Case("too small", w -> w.provisioned = World.shape("1073741823"), Obstacle.MISFIT),
            new Case(
                    "other modes",
                    w -> w.request = new VolumeShape(
                            w.request.bytes(),
                            Set.of("ReadWriteOnce", "ReadWriteMany"),
                            w.request.storageClass(),
                            VolumeShape.FILESYSTEM),
                    Obstacle.MISFIT),
            new Case(
                    "other class",
                    w -> w.request = new VolumeShape(
                            w.request.bytes(), w.request.accessModes(), Optional.of("other"), VolumeShape.FILESYSTEM),
                    Obstacle.MISFIT),
            new Case(
                    "a device",
                    w -> w.provisioned = new VolumeShape(
                            w.provisioned.bytes(), w.provisioned.accessModes(), w.provisioned.storageClass(), "Block"),
                    Obstacle.MISFIT));

    @ParameterizedTest
    @FieldSource("MISFITS")
    void shouldRestoreNothingIntoAVolumeThatCouldNotBeHandedOver(Case one) {
        one.set().accept(world);

        assertWaits(world.settle(), Obstacle.MISFIT);

        assertThat(world.done(Launch.class)).hasSize(1);
        assertThat(world.done(HandOver.class)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("MISFITS")
    void shouldHandNothingOverThatDoesNotFit(Case one) {
        upTo(HandOver.class, 1);
        one.set().accept(world);
        world.volume = world.volume.map(
                it -> new FilledVolume(it.name(), it.life(), world.provisioned, it.claimUid(), it.attachedTo()));

        assertWaits(Obstacle.MISFIT);
    }

    @Test
    void shouldTakeAVolumeThatIsLargerThanAskedFor() {
        world.provisioned = World.shape("2147483648");

        assertThat(world.settle()).isInstanceOf(Leave.class);
        assertThat(world.claimBinding).isEqualTo(Binding.BOUND);
    }

    @Test
    void shouldHandOverOnlyWhatNoPodUsesAndNoNodeHolds() {
        upTo(HandOver.class, 1);
        world.users = List.of("debug");
        assertWaits(Obstacle.IN_USE);

        world.users = List.of();
        world.volume = world.volume.map(
                it -> new FilledVolume(it.name(), it.life(), it.shape(), it.claimUid(), List.of("node-a")));
        assertWaits(Obstacle.ATTACHED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"somebody", ""})
    void shouldStartOverWhenTheFilledVolumeIsSomebodyElses(String uid) {
        upTo(HandOver.class, 1);
        world.volume = world.volume.map(it -> new FilledVolume(
                it.name(), it.life(), it.shape(), Optional.of(uid).filter(one -> !one.isEmpty()), it.attachedTo()));

        assertThat(world.next())
                .isInstanceOfSatisfying(
                        Write.class, write -> assertThat(write.next().chosen()).isEmpty());
    }

    @Test
    void shouldNotHandOverTwice() {
        upTo(HandOver.class, 1);
        world.apply(world.next());

        assertWaits(Obstacle.BINDING);
        world.prime = Optional.empty();
        assertWaits(Obstacle.BINDING);
    }

    private static Usable with(From from, Optional<Image> image, OwnRestore own) {
        return new Usable("1", from, image, own, Duration.ZERO);
    }

    /** Stops before the given step is done for the nth time. */
    private void upTo(Class<? extends PopulateStep> kind, int nth) {
        int seen = 0;
        for (int i = 0; i < 60; i++) {
            PopulateStep step = world.next();
            if (kind.isInstance(step) && ++seen == nth) {
                return;
            }
            world.done.add(step);
            world.apply(step);
        }
        throw new AssertionError("no " + kind.getSimpleName() + " in " + world.done);
    }

    private void assertWaits(Obstacle obstacle) {
        assertWaits(world.next(), obstacle);
    }

    private static void assertWaits(PopulateStep step, Obstacle obstacle) {
        assertThat(step)
                .isInstanceOfSatisfying(
                        Await.class, await -> assertThat(await.obstacle()).isEqualTo(obstacle));
    }
}
