package backup.holdfast.crds.volsync;

import org.jspecify.annotations.Nullable;

/** Host and path under which snapshots are filed. A part left out takes VolSync's: {@code volsync} and {@code /data}. */
@ApiRecord
public record Identity(@Nullable String host, @Nullable String path) {}
