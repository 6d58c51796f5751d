package backup.holdfast.crds.volsync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A run that has ended, and how we know: what lock removal rests on. */
@ApiRecord
public record EndedRun(
        String id,
        @LenientTime @Nullable Instant endedAt,
        @Lenient EndProof proof) {

    public EndedRun {
        id = Absent.toEmpty(id);
        proof = proof == null ? EndProof.VANISHED : proof;
    }
}
