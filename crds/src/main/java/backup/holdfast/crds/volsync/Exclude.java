package backup.holdfast.crds.volsync;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code spec.restic.exclude}: what a backup leaves out. Patterns are restic's. */
@ApiRecord
public record Exclude(
        @OmitZero boolean caches,
        @OmitEmpty List<String> patterns,
        @OmitEmpty List<String> caseInsensitivePatterns,
        @OmitEmpty List<String> ifPresent,
        @Nullable Quantity largerThan) {

    /** Only what is always left out. */
    public static final Exclude NOTHING = new Exclude(false, List.of(), List.of(), List.of(), null);

    public Exclude {
        patterns = Absent.toEmpty(patterns);
        caseInsensitivePatterns = Absent.toEmpty(caseInsensitivePatterns);
        ifPresent = Absent.toEmpty(ifPresent);
    }
}
