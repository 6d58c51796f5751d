package backup.holdfast.crds.volsync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** {@code status.run}: the run under way. Written before anything is created for it. */
@ApiRecord
public record CurrentRun(
        String id,
        @LenientTime @Nullable Instant slot,
        @Lenient RunTrigger trigger,
        @Nullable String token,
        @OmitZero int attempt,
        @LenientTime @Nullable Instant startedAt,
        @Nullable String phase) {

    public CurrentRun {
        id = Absent.toEmpty(id);
        trigger = trigger == null ? RunTrigger.UNRECOGNIZED : trigger;
    }

    public CurrentRun withPhase(String newPhase) {
        return new CurrentRun(id, slot, trigger, token, attempt, startedAt, newPhase);
    }
}
