package backup.holdfast.cli.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** One thing a run does. Each can be done again after it was begun by somebody who was killed. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Step.Take.class, name = "take"),
    @JsonSubTypes.Type(value = Step.AwaitGone.class, name = "awaitGone"),
    @JsonSubTypes.Type(value = Step.Fill.class, name = "fill"),
    @JsonSubTypes.Type(value = Step.GiveBack.class, name = "giveBack"),
    @JsonSubTypes.Type(value = Step.AwaitReady.class, name = "awaitReady"),
    @JsonSubTypes.Type(value = Step.Remove.class, name = "remove"),
    @JsonSubTypes.Type(value = Step.Create.class, name = "create"),
    @JsonSubTypes.Type(value = Step.Discard.class, name = "discard")
})
public sealed interface Step {

    /** In words, for people. */
    String describe();

    /** Suspends, holds or scales to zero. */
    record Take(Handle handle, ObjectRef object) implements Step {
        public Take {
            requireNonNull(handle, "handle is null");
            requireNonNull(object, "object is null");
        }

        @Override
        public String describe() {
            return switch (handle) {
                case SUSPEND, SUSPEND_BY_ANNOTATION, AUTOMATED_SYNC, GENERATION -> "suspend " + object;
                case HOLD_CRON, HOLD_REPLICAS -> "hold " + object;
                case AUTOSCALER, SCALED_OBJECT -> "quiet " + object;
            };
        }
    }

    /** Waits until no pod mounts the claims any more. */
    record AwaitGone(List<String> claims) implements Step {
        public AwaitGone {
            claims = List.copyOf(claims);
        }

        @Override
        public String describe() {
            return "wait until no pod uses " + String.join(", ", claims);
        }
    }

    /** Restores into a claim, by a ReplicationDestination of the run's own. */
    record Fill(String destination) implements Step {
        public Fill {
            requireNonNull(destination, "destination is null");
        }

        @Override
        public String describe() {
            return "restore by ReplicationDestination " + destination;
        }
    }

    /** Puts back what was taken. */
    record GiveBack(Handle handle, ObjectRef object) implements Step {
        public GiveBack {
            requireNonNull(handle, "handle is null");
            requireNonNull(object, "object is null");
        }

        @Override
        public String describe() {
            return switch (handle) {
                case SUSPEND, SUSPEND_BY_ANNOTATION, AUTOMATED_SYNC, GENERATION -> "resume " + object;
                case HOLD_CRON, HOLD_REPLICAS -> "release " + object;
                case AUTOSCALER, SCALED_OBJECT -> "wake " + object;
            };
        }
    }

    /** Waits until the workloads are as ready as they were. */
    record AwaitReady(List<ObjectRef> workloads) implements Step {
        public AwaitReady {
            workloads = List.copyOf(workloads);
        }

        @Override
        public String describe() {
            return "wait until they are ready: "
                    + String.join(
                            ", ", workloads.stream().map(ObjectRef::toString).toList());
        }
    }

    /** Makes a claim to restore into. */
    record Create(String claim, JsonNode object) implements Step {
        public Create {
            requireNonNull(claim, "claim is null");
            requireNonNull(object, "object is null");
        }

        @Override
        public String describe() {
            return "create PersistentVolumeClaim " + claim;
        }
    }

    /** Deletes a claim that the run made. */
    record Discard(String claim) implements Step {
        public Discard {
            requireNonNull(claim, "claim is null");
        }

        @Override
        public String describe() {
            return "delete PersistentVolumeClaim " + claim;
        }
    }

    /** Deletes destinations of the run, and waits until their movers are gone. */
    record Remove(List<String> destinations) implements Step {
        public Remove {
            destinations = List.copyOf(destinations);
        }

        @Override
        public String describe() {
            return "remove ReplicationDestination " + String.join(", ", destinations);
        }
    }
}
