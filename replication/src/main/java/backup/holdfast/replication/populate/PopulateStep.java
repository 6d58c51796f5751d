package backup.holdfast.replication.populate;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.state.MoverObservation.Ended;
import java.time.Instant;
import java.util.Optional;

/** The one next thing to do for a claim that asks to be filled. Each can be done twice without harm. */
public sealed interface PopulateStep {
    /** Nothing, now and later: the claim is not ours, or has what it needs. */
    record Leave() implements PopulateStep {}

    /** @param lookAgain when, if nothing is heard before */
    record Await(Obstacle obstacle, String detail, Optional<Instant> lookAgain) implements PopulateStep {
        public Await {
            requireNonNull(obstacle, "obstacle is null");
            requireNonNull(detail, "detail is null");
            requireNonNull(lookAgain, "lookAgain is null");
        }
    }

    /** Write this on the claim. */
    record Write(Population next) implements PopulateStep {}

    /** Start the mover of the run that is written down. */
    record Launch(Population population, RunId run) implements PopulateStep {}

    /** A run is over: say so, and write down what follows. */
    record Conclude(Population before, RunId run, Ended ended, Population next) implements PopulateStep {}

    /** @param image what it is made from; nothing: an empty volume, to be filled */
    record CreatePrime(Optional<String> image) implements PopulateStep {}

    /** The scheduler has changed its mind about the node. */
    record FollowNode(String node) implements PopulateStep {}

    record DeletePrime(String why) implements PopulateStep {}

    /** Remove what movers have left: pods that are gone can hold no volume. */
    record RemoveTraces() implements PopulateStep {}

    /** Write on the claim that it starts empty, for the guards of its backups. */
    record MarkEmpty(String mark) implements PopulateStep {}

    /** Make the volume the claim's. */
    record HandOver(FilledVolume volume, Content content) implements PopulateStep {}

    /** What the destination was asked to do by hand is done: by filling this claim. */
    record AnswerDestination(Content content) implements PopulateStep {}

    /** The claim is bound to the filled volume, and nothing else is left: take our mark off and say so. */
    record Finish(Population population, Content content) implements PopulateStep {}

    /** The claim got another volume, not from us: take our mark off and say so. */
    record Abandon() implements PopulateStep {}
}
