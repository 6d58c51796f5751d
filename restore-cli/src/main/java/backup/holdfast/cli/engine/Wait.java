package backup.holdfast.cli.engine;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** How long a run waits for what. */
public record Wait(Duration gone, Duration fill, Duration ready) {
    /** Pods end within their grace period, a restore takes what it takes, an application starts within minutes. */
    public static final Wait DEFAULT = new Wait(Duration.ofMinutes(15), Duration.ofHours(24), Duration.ofMinutes(10));

    public Wait {
        requireNonNull(gone, "gone is null");
        requireNonNull(fill, "fill is null");
        requireNonNull(ready, "ready is null");
    }

    /** The same, but done when the data is there, ready or not. */
    public Wait notUntilReady() {
        return new Wait(gone, fill, Duration.ZERO);
    }
}
