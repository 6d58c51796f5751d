package backup.holdfast.crds.nfs;

import backup.holdfast.crds.volsync.Absent;
import backup.holdfast.crds.volsync.ApiRecord;
import backup.holdfast.crds.volsync.LenientTime;
import backup.holdfast.crds.volsync.OmitEmpty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of {@code status.servers}. */
@ApiRecord
public record ServerStatus(
        String name,
        @Nullable String address,
        @Nullable String state,
        @LenientTime @Nullable Instant since,
        @Nullable String result,
        @Nullable String reason,
        @Nullable Long latencyMillis,
        @LenientTime @Nullable Instant failingSince,
        @OmitEmpty List<Instant> downs,
        @OmitEmpty List<String> addresses) {

    /** Values of {@link #state}. */
    public static final String NEVER_SEEN = "NeverSeen";

    public static final String UP = "Up";

    public static final String DOWN = "Down";

    public ServerStatus {
        name = Absent.toEmpty(name);
        downs = Absent.toEmpty(downs);
        addresses = Absent.toEmpty(addresses);
    }
}
