package backup.holdfast.crds.volsync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code status.run}: the run under way. Written before anything is created for it.
 *
 * @param inputs a digest of the spec and of what it refers to, as the run was started with
 * @param phase how far the run of a destination is; none for a source
 * @param claim the PersistentVolumeClaim that a destination restores into, whatever its spec says by now; none for a source
 */
@ApiRecord
public record CurrentRun(
        String id,
        @LenientTime @Nullable Instant slot,
        @Lenient RunTrigger trigger,
        @Nullable String manualToken,
        @Nullable String requestToken,
        @OmitZero int attempt,
        @LenientTime @Nullable Instant startedAt,
        @Nullable String inputs,
        @Lenient @Nullable RunPhase phase,
        @Nullable String claim) {

    public CurrentRun {
        id = Absent.toEmpty(id);
        trigger = trigger == null ? RunTrigger.UNRECOGNIZED : trigger;
    }

    /** The same run, into this claim. */
    public CurrentRun into(String name) {
        return new CurrentRun(id, slot, trigger, manualToken, requestToken, attempt, startedAt, inputs, phase, name);
    }

    /** The same run, so far along. */
    public CurrentRun in(RunPhase next) {
        return new CurrentRun(id, slot, trigger, manualToken, requestToken, attempt, startedAt, inputs, next, claim);
    }
}
