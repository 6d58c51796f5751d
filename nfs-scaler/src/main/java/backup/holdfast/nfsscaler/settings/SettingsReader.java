package backup.holdfast.nfsscaler.settings;

import backup.holdfast.crds.nfs.CronJobHandling;
import backup.holdfast.crds.nfs.Discovery;
import backup.holdfast.crds.nfs.NfsProtocol;
import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.nfs.NfsScalerSpec;
import backup.holdfast.crds.nfs.NfsServer;
import backup.holdfast.crds.nfs.OnExportMissing;
import backup.holdfast.crds.nfs.ProbeSpec;
import backup.holdfast.crds.nfs.ScaleUpSpec;
import backup.holdfast.crds.nfs.ScalerMode;
import backup.holdfast.crds.nfs.WorkloadSelector;
import backup.holdfast.crds.nfs.WorkloadsSpec;
import backup.holdfast.nfsscaler.decide.ProbePolicy;
import backup.holdfast.nfsscaler.settings.ScalerSettings.Authority;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a spec. It judges also what the definition judges: the object may be older than the definition's rules. */
public final class SettingsReader {

    private static final int HIGHEST_PORT = 65_535;

    private SettingsReader() {}

    /** @throws InvalidSpecException for what only a person can change */
    public static ScalerSettings read(NfsScaler scaler) throws InvalidSpecException {
        NfsScalerSpec spec = scaler.getSpec();
        Set<String> names = new HashSet<>();
        for (NfsServer server : spec.servers()) {
            requireServer(server);
            if (!names.add(server.name())) {
                throw new InvalidSpecException("spec.servers names \"" + server.name() + "\" twice: rename one.");
            }
        }
        if (names.isEmpty()) {
            throw new InvalidSpecException("spec.servers is empty: name at least one server.");
        }
        return new ScalerSettings(
                scaler.getMetadata().getName(),
                spec.servers(),
                probes(spec.probe()),
                known(
                        spec.onExportMissing(),
                        OnExportMissing.IGNORE,
                        OnExportMissing.UNRECOGNIZED,
                        "spec.onExportMissing must be Ignore or Scale."),
                Optional.ofNullable(spec.witness()),
                selection(spec.workloads(), names),
                pace(spec.scaleUp()),
                authority(spec));
    }

    private static void requireServer(NfsServer server) throws InvalidSpecException {
        String where = "spec.servers[" + server.name() + "]";
        if (server.name().isEmpty() || server.host().isBlank()) {
            throw new InvalidSpecException(where + " needs a name and a host.");
        }
        for (Integer port : new Integer[] {server.port(), server.mountPort()}) {
            if (port != null && (port < 1 || port > HIGHEST_PORT)) {
                throw new InvalidSpecException(where + ": " + port + " is no port.");
            }
        }
        if (server.protocol() == NfsProtocol.UNRECOGNIZED) {
            throw new InvalidSpecException(where + ".protocol must be auto, v3 or v4.");
        }
        if (server.exports().stream().anyMatch(export -> !export.startsWith("/"))) {
            throw new InvalidSpecException(where + ".exports: an export is an absolute path such as /mnt/tank/media.");
        }
        if (new HashSet<>(server.exports()).size() < server.exports().size()) {
            throw new InvalidSpecException(where + ".exports names an export twice.");
        }
    }

    private static ProbePolicy probes(ProbeSpec spec) throws InvalidSpecException {
        ProbePolicy defaults = ProbePolicy.DEFAULT;
        Duration interval = duration(spec.interval(), defaults.interval(), "spec.probe.interval");
        Duration timeout = duration(
                spec.timeout(),
                defaults.timeout().compareTo(interval) < 0 ? defaults.timeout() : interval,
                "spec.probe.timeout");
        if (timeout.compareTo(interval) > 0) {
            throw new InvalidSpecException("spec.probe.timeout is longer than spec.probe.interval: shorten it.");
        }
        return new ProbePolicy(
                interval,
                timeout,
                atLeastOne(spec.failureThreshold(), defaults.failures(), "spec.probe.failureThreshold"),
                atLeastOne(spec.successThreshold(), defaults.successes(), "spec.probe.successThreshold"));
    }

    private static Pace pace(ScaleUpSpec spec) throws InvalidSpecException {
        return new Pace(
                atLeastOne(spec.atOnce(), Pace.DEFAULT.atOnce(), "spec.scaleUp.atOnce"),
                duration(spec.every(), Pace.DEFAULT.every(), "spec.scaleUp.every"));
    }

    private static Selection selection(WorkloadsSpec spec, Set<String> servers) throws InvalidSpecException {
        for (WorkloadSelector selector : spec.selectors()) {
            for (String server : selector.servers()) {
                if (!servers.contains(server)) {
                    throw new InvalidSpecException("spec.workloads.selectors names the server \"" + server
                            + "\", which spec.servers does not have: correct the name.");
                }
            }
        }
        return new Selection(
                known(
                        spec.discover(),
                        Discovery.MOUNTS,
                        Discovery.UNRECOGNIZED,
                        "spec.workloads.discover must be Mounts or None."),
                spec.selectors(),
                Set.copyOf(spec.namespaces()),
                Set.copyOf(spec.excludedNamespaces()),
                Optional.ofNullable(spec.exclude()),
                known(
                        spec.cronJobs(),
                        CronJobHandling.SUSPEND,
                        CronJobHandling.UNRECOGNIZED,
                        "spec.workloads.cronJobs must be Suspend or Leave."),
                List.copyOf(spec.kinds()));
    }

    private static Authority authority(NfsScalerSpec spec) throws InvalidSpecException {
        ScalerMode mode = known(
                spec.mode(), ScalerMode.ENFORCE, ScalerMode.UNRECOGNIZED, "spec.mode must be Enforce or Observe.");
        if (spec.paused()) {
            return Authority.PAUSED;
        }
        return mode == ScalerMode.OBSERVE ? Authority.OBSERVE : Authority.ENFORCE;
    }

    private static <T> T known(@Nullable T value, T absent, T unrecognized, String message)
            throws InvalidSpecException {
        if (value == unrecognized) {
            throw new InvalidSpecException(message);
        }
        return Objects.requireNonNullElse(value, absent);
    }

    private static int atLeastOne(@Nullable Integer value, int absent, String field) throws InvalidSpecException {
        if (value != null && value < 1) {
            throw new InvalidSpecException(field + " must be at least 1.");
        }
        return Objects.requireNonNullElse(value, absent);
    }

    private static Duration duration(@Nullable String text, Duration absent, String field) throws InvalidSpecException {
        if (text == null) {
            return absent;
        }
        try {
            Duration duration =
                    io.fabric8.kubernetes.api.model.Duration.parse(text).getDuration();
            if (!duration.isNegative() && !duration.isZero()) {
                return duration;
            }
        } catch (ParseException | ArithmeticException | NumberFormatException e) {
            // Said below, in words that help.
        }
        throw new InvalidSpecException(
                field + " is no duration: write numbers with the units h, m, s or ms, such as 10s or 1m30s.");
    }
}
