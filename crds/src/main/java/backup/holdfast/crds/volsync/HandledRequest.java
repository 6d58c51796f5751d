package backup.holdfast.crds.volsync;

import org.jspecify.annotations.Nullable;

/** {@code status.lastHandledRequest}: the answer to a {@code requestedAt} token. No result while the run goes on. */
@ApiRecord
public record HandledRequest(
        String token,
        @Nullable String runId,
        @Lenient @Nullable RunResult result) {

    public HandledRequest {
        token = Absent.toEmpty(token);
    }
}
