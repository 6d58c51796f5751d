package backup.holdfast.crds.volsync;

import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code status.lastRun}: how the newest ended sync went. Sizes in bytes; {@code failureClass} and {@code message} only when it
 * did not succeed.
 *
 * @param safetyCopy id of the snapshot of the volume as it was before a restore
 * @param inputs a digest of what the run was started with; as long as it stays, what failed for good would fail again
 */
@ApiRecord
public record LastRun(
        String id,
        @LenientTime @Nullable Instant slot,
        @Lenient RunTrigger trigger,
        @Nullable String manualToken,
        @Nullable String requestToken,
        @OmitZero int attempt,
        @LenientTime @Nullable Instant startedAt,
        @LenientTime @Nullable Instant endedAt,
        @Lenient RunResult result,
        @Nullable String failureClass,
        @Nullable String message,
        @Nullable String snapshotId,
        @Nullable Long bytesAdded,
        @Nullable Long bytesProcessed,
        @Nullable Long filesTotal,
        @Nullable Integer forgotten,
        @OmitZero boolean pruned,
        @Nullable String safetyCopy,
        @Nullable String inputs) {

    public LastRun {
        id = Absent.toEmpty(id);
        trigger = trigger == null ? RunTrigger.UNRECOGNIZED : trigger;
        result = result == null ? RunResult.UNKNOWN : result;
    }

    /** A copy with the given changes: {@code status.with(draft -> draft.pruned = true)}. */
    public LastRun with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finish();
    }

    /** The run that has just ended, with nothing but its result. */
    public static LastRun of(CurrentRun run, Instant endedAt, RunResult result) {
        return new LastRun(
                run.id(),
                run.slot(),
                run.trigger(),
                run.manualToken(),
                run.requestToken(),
                run.attempt(),
                run.startedAt(),
                endedAt,
                result,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                run.inputs());
    }

    /** The fields of a copy in the making. */
    public static final class Draft {
        public String id;
        public @Nullable Instant slot;
        public RunTrigger trigger;
        public @Nullable String manualToken;
        public @Nullable String requestToken;
        public int attempt;
        public @Nullable Instant startedAt;
        public @Nullable Instant endedAt;
        public RunResult result;
        public @Nullable String failureClass;
        public @Nullable String message;
        public @Nullable String snapshotId;
        public @Nullable Long bytesAdded;
        public @Nullable Long bytesProcessed;
        public @Nullable Long filesTotal;
        public @Nullable Integer forgotten;
        public boolean pruned;
        public @Nullable String safetyCopy;
        public @Nullable String inputs;

        private Draft(LastRun from) {
            this.id = from.id();
            this.slot = from.slot();
            this.trigger = from.trigger();
            this.manualToken = from.manualToken();
            this.requestToken = from.requestToken();
            this.attempt = from.attempt();
            this.startedAt = from.startedAt();
            this.endedAt = from.endedAt();
            this.result = from.result();
            this.failureClass = from.failureClass();
            this.message = from.message();
            this.snapshotId = from.snapshotId();
            this.bytesAdded = from.bytesAdded();
            this.bytesProcessed = from.bytesProcessed();
            this.filesTotal = from.filesTotal();
            this.forgotten = from.forgotten();
            this.pruned = from.pruned();
            this.safetyCopy = from.safetyCopy();
            this.inputs = from.inputs();
        }

        private LastRun finish() {
            return new LastRun(
                    id,
                    slot,
                    trigger,
                    manualToken,
                    requestToken,
                    attempt,
                    startedAt,
                    endedAt,
                    result,
                    failureClass,
                    message,
                    snapshotId,
                    bytesAdded,
                    bytesProcessed,
                    filesTotal,
                    forgotten,
                    pruned,
                    safetyCopy,
                    inputs);
        }
    }
}
