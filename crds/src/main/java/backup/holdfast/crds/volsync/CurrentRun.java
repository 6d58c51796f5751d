package backup.holdfast.crds.volsync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code status.run}: the run under way. Written before anything is created for it.
 *
 * @param inputs a digest of the spec and of what it refers to, as the run was started with
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
        @Nullable String inputs) {

    public CurrentRun {
        id = Absent.toEmpty(id);
        trigger = trigger == null ? RunTrigger.UNRECOGNIZED : trigger;
    }
}
