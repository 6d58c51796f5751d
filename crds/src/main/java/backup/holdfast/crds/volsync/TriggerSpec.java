package backup.holdfast.crds.volsync;

import org.jspecify.annotations.Nullable;

/**
 * {@code spec.trigger}. Durations are Go's ({@code 90s}, {@code 1h30m}) and kept as written, like every text of a spec that
 * can be wrong: whoever resolves it answers for it, a reader that guessed would not.
 */
@ApiRecord
public record TriggerSpec(
        @Nullable String schedule,
        @Nullable String manual,
        @Nullable String timeZone,
        @Nullable String jitter,
        @Nullable Boolean runOnCreate) {

    /** No trigger: runs follow one another. */
    public static final TriggerSpec NONE = new TriggerSpec(null, null, null, null, null);
}
