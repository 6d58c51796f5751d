package backup.holdfast.replication.populate;

import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.populate.DestinationSight.From;
import backup.holdfast.replication.populate.DestinationSight.Image;
import backup.holdfast.replication.populate.DestinationSight.OwnRestore;
import backup.holdfast.replication.populate.DestinationSight.Usable;
import backup.holdfast.replication.populate.PopulateFacts.Traces;
import backup.holdfast.replication.populate.PrimeSight.Ownership;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Running;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A claim, what is around it, and a cluster that does its part: binds, provisions, runs movers, collects garbage. Its steps are done to
 * it as the controller would do them.
 */
final class World {
    static final String CLAIM = "claim-uid";
    static final String SNAPSHOT = "a".repeat(64);

    Instant now = Instant.parse("2026-11-20T04:00:00Z");
    final Instant createdAt = now;
    Life claimLife = Life.THERE;
    Binding claimBinding = Binding.UNBOUND;
    Optional<String> claimVolume = Optional.empty();
    VolumeShape request = shape("1073741824");
    Optional<String> emptyMark = Optional.empty();
    Optional<String> selectedNode = Optional.empty();
    ClassSight storageClass = new ClassSight.Immediate("folders");
    DestinationSight destination = usable("1");
    Optional<Population> population = Optional.empty();
    Optional<PrimeSight> prime = Optional.empty();
    Optional<FilledVolume> volume = Optional.empty();
    VolumeShape provisioned = shape("1073741824");
    List<String> users = List.of();
    MoverObservation mover = new Absent();
    Traces traces = Traces.GONE;

    /** How movers fare, in turn; the last goes on for good. */
    final List<MoverOutcome> outcomes = new ArrayList<>();

    final List<PopulateStep> done = new ArrayList<>();
    private int primes;

    static VolumeShape shape(String bytes) {
        return new VolumeShape(
                new BigDecimal(bytes), Set.of("ReadWriteOnce"), Optional.of("folders"), VolumeShape.FILESYSTEM);
    }

    static Usable usable(String inputs) {
        return new Usable(inputs, From.REPOSITORY, Optional.empty(), OwnRestore.NONE, Duration.ZERO);
    }

    static Image image(Image.State state, Instant madeAt) {
        return new Image("photos-dest-1", state, Optional.of(SNAPSHOT), madeAt);
    }

    PopulateFacts facts() {
        return new PopulateFacts(
                new ClaimSight(
                        CLAIM, createdAt, claimLife, claimBinding, claimVolume, request, emptyMark, selectedNode),
                storageClass,
                destination,
                population,
                prime,
                volume,
                users,
                mover,
                traces);
    }

    PopulateStep next() {
        return Populator.next(facts(), now);
    }

    /** Steps until there is nothing to do but wait for somebody else. */
    PopulateStep settle() {
        for (int i = 0; i < 60; i++) {
            PopulateStep step = next();
            done.add(step);
            if (!apply(step)) {
                return step;
            }
        }
        throw new AssertionError("never comes to rest: " + done);
    }

    /** What the controller does for a step; false if that is nothing. */
    boolean apply(PopulateStep step) {
        if (step instanceof PopulateStep.Leave) {
            return false;
        }
        if (step instanceof PopulateStep.Await await) {
            return play(await);
        }
        if (step instanceof PopulateStep.Write write) {
            population = Optional.of(write.next());
            mover = new Absent();
        } else if (step instanceof PopulateStep.Conclude conclude) {
            population = Optional.of(conclude.next());
            mover = new Absent();
        } else if (step instanceof PopulateStep.Launch) {
            mover = new Running();
            traces = Traces.LEFT;
        } else if (step instanceof PopulateStep.CreatePrime create) {
            prime = Optional.of(prime(Binding.UNBOUND, create.image()));
        } else if (step instanceof PopulateStep.FollowNode follow) {
            PrimeSight it = prime.orElseThrow();
            prime = Optional.of(new PrimeSight(
                    it.uid(),
                    it.createdAt(),
                    it.ownership(),
                    it.life(),
                    it.binding(),
                    it.volume(),
                    Optional.of(follow.node()),
                    it.image()));
        } else if (step instanceof PopulateStep.DeletePrime) {
            reclaim();
            prime = Optional.empty();
        } else if (step instanceof PopulateStep.RemoveTraces) {
            traces = Traces.GONE;
        } else if (step instanceof PopulateStep.MarkEmpty mark) {
            emptyMark = Optional.of(mark.mark());
        } else if (step instanceof PopulateStep.HandOver over) {
            volume = Optional.of(owned(over.volume(), CLAIM));
            prime = prime.map(it -> bound(it, Binding.LOST));
        } else if (step instanceof PopulateStep.AnswerDestination) {
            Usable it = (Usable) destination;
            destination = new Usable(it.inputs(), it.from(), it.image(), OwnRestore.NONE, it.missingWait());
        } else {
            population = Optional.empty();
        }
        return true;
    }

    /** What others do while we wait; false if they do nothing either. */
    private boolean play(PopulateStep.Await await) {
        switch (await.obstacle()) {
            case PROVISIONING -> {
                String name = "pv-" + prime.orElseThrow().uid();
                volume = Optional.of(
                        new FilledVolume(name, Life.THERE, provisioned, prime.map(PrimeSight::uid), List.of()));
                prime = prime.map(it -> bound(it, Binding.BOUND));
                return true;
            }
            case MOVER_AT_WORK -> {
                MoverOutcome outcome = outcomes.size() > 1 ? outcomes.remove(0) : outcomes.get(0);
                mover = new Ended(Optional.of(outcome), Proof.TERMINATED, "ended");
                return true;
            }
            case BINDING -> {
                claimBinding = Binding.BOUND;
                claimVolume = volume.map(FilledVolume::name);
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    /** A volume goes with the claim it belongs to. */
    private void reclaim() {
        if (volume.flatMap(FilledVolume::claimUid).equals(prime.map(PrimeSight::uid))) {
            volume = Optional.empty();
        }
    }

    PrimeSight prime(Binding binding, Optional<String> image) {
        primes++;
        return new PrimeSight(
                "prime-" + primes, now, Ownership.OURS, Life.THERE, binding, Optional.empty(), selectedNode, image);
    }

    static PrimeSight bound(PrimeSight it, Binding binding) {
        return new PrimeSight(
                it.uid(),
                it.createdAt(),
                it.ownership(),
                it.life(),
                binding,
                Optional.of("pv-" + it.uid()),
                it.selectedNode(),
                it.image());
    }

    static FilledVolume owned(FilledVolume it, String uid) {
        return new FilledVolume(it.name(), it.life(), it.shape(), Optional.of(uid), it.attachedTo());
    }

    MoverOutcome found(String id) {
        return outcome(RunResult.SUCCEEDED, null, id);
    }

    MoverOutcome restored() {
        return outcome(RunResult.SUCCEEDED, null, null);
    }

    MoverOutcome nothing() {
        return outcome(RunResult.NO_SNAPSHOT, null, null);
    }

    MoverOutcome failed(FailureClass failure) {
        return outcome(RunResult.FAILED, failure, null);
    }

    private MoverOutcome outcome(RunResult result, FailureClass failure, String snapshot) {
        MoverOutcome template = MoverOutcome.notStarted(
                RunId.of(CLAIM, "", now, 1), failure == null ? FailureClass.UNKNOWN : failure, "", now);
        return MoverOutcome.builder(template.runId(), result, now, now)
                .failure(failure == null ? null : template.failure())
                .snapshot(snapshot == null ? null : new SnapshotBrief(snapshot, now, "volsync", "/data", 1L, 1L))
                .build();
    }

    <T extends PopulateStep> List<T> done(Class<T> kind) {
        return done.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
