package backup.holdfast.crds.volsync;

import org.jspecify.annotations.Nullable;

/** Where a certificate authority for the repository's server lies: a key of a Secret or of a ConfigMap. */
@ApiRecord
public record CustomCA(
        @Nullable String secretName,
        @Nullable String configMapName,
        @Nullable String key) {}
