package backup.holdfast.crds.nfs;

import backup.holdfast.crds.volsync.Absent;
import backup.holdfast.crds.volsync.ApiRecord;
import backup.holdfast.crds.volsync.Lenient;
import backup.holdfast.crds.volsync.OmitEmpty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One of {@code spec.servers}. */
@ApiRecord
public record NfsServer(
        String name,
        String host,
        @OmitEmpty List<String> aliases,
        @Nullable Integer port,
        @Nullable Integer mountPort,
        @Lenient @Nullable NfsProtocol protocol,
        @OmitEmpty List<String> exports) {

    public NfsServer {
        name = Absent.toEmpty(name);
        host = Absent.toEmpty(host);
        aliases = Absent.toEmpty(aliases);
        exports = Absent.toEmpty(exports);
    }
}
