package backup.holdfast.nfsscaler.settings;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.nfs.NfsServer;
import backup.holdfast.crds.nfs.OnExportMissing;
import backup.holdfast.crds.nfs.Witness;
import backup.holdfast.nfsscaler.decide.ProbePolicy;
import java.util.List;
import java.util.Optional;

/**
 * What an NfsScaler asks for.
 *
 * @param name of the NfsScaler
 * @param servers by unique names, at least one
 * @param onExportMissing never unrecognized
 */
public record ScalerSettings(
        String name,
        List<NfsServer> servers,
        ProbePolicy probes,
        OnExportMissing onExportMissing,
        Optional<Witness> witness,
        Selection selection,
        Pace pace,
        Authority authority) {

    public ScalerSettings {
        requireNonNull(name, "name is null");
        servers = List.copyOf(servers);
        requireNonNull(probes, "probes is null");
        requireNonNull(onExportMissing, "onExportMissing is null");
        requireNonNull(witness, "witness is null");
        requireNonNull(selection, "selection is null");
        requireNonNull(pace, "pace is null");
        requireNonNull(authority, "authority is null");
    }

    /** What may be done to workloads. */
    public enum Authority {
        /** Everything. */
        ENFORCE,
        /** Give back what was taken; of all else only tell. */
        OBSERVE,
        /** Nothing. */
        PAUSED
    }
}
