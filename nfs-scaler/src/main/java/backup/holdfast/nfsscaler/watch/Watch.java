package backup.holdfast.nfsscaler.watch;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.nfs.NfsServer;
import backup.holdfast.crds.nfs.Witness;
import backup.holdfast.nfsscaler.decide.ProbeHistory;
import backup.holdfast.nfsscaler.probe.DaemonTimer;
import backup.holdfast.nfsscaler.probe.HostWitness;
import backup.holdfast.nfsscaler.probe.NfsProbe;
import backup.holdfast.nfsscaler.probe.NfsProtocol;
import backup.holdfast.nfsscaler.probe.ProbeLimits;
import backup.holdfast.nfsscaler.probe.ProbeListener;
import backup.holdfast.nfsscaler.probe.ProbeLoop;
import backup.holdfast.nfsscaler.probe.ProbeReport;
import backup.holdfast.nfsscaler.probe.SystemHostLookup;
import backup.holdfast.nfsscaler.probe.WatchedServer;
import backup.holdfast.nfsscaler.probe.WitnessedProbe;
import backup.holdfast.nfsscaler.settings.ScalerSettings;
import backup.holdfast.nfsscaler.watch.ProbeBoard.Quiet;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The probes of one NfsScaler. Guarded by the board. */
final class Watch implements AutoCloseable {

    private final Optional<Witness> witness;
    private final int threads;
    private final ProbeLoop loop;
    private final Map<String, ServerView> views = new HashMap<>();
    private ScalerSettings settings;
    private Quiet quiet = Quiet.NO;

    Watch(ScalerSettings settings, NfsProbe probe, ApiServerWitness apiServer, ProbeListener listener, Clock clock) {
        this.settings = requireNonNull(settings, "settings is null");
        this.witness = settings.witness();
        // All servers may be silent at once.
        this.threads = settings.servers().size();
        List<backup.holdfast.nfsscaler.probe.Witness> witnesses = Stream.concat(
                        Stream.of(apiServer), witness.map(Watch::elsewhere).stream())
                .toList();
        this.loop = new ProbeLoop(
                new WitnessedProbe(probe, new AllWitnesses(witnesses)), listener, new DaemonTimer(threads), clock);
    }

    private static HostWitness elsewhere(Witness witness) {
        return new HostWitness(witness.host(), witness.port(), new SystemHostLookup(), System::nanoTime);
    }

    /** Whether only the servers have to be told anew. */
    boolean fits(ScalerSettings other) {
        return witness.equals(other.witness()) && threads == other.servers().size();
    }

    void update(ScalerSettings other) {
        List<WatchedServer> wanted =
                other.servers().stream().map(it -> watched(it, other)).toList();
        List<WatchedServer> before =
                settings.servers().stream().map(it -> watched(it, settings)).toList();
        // What was found under other rules, or at another address, says nothing.
        boolean sameRules =
                settings.probes().equals(other.probes()) && settings.onExportMissing() == other.onExportMissing();
        views.keySet()
                .removeIf(name -> !sameRules
                        || !wanted.stream()
                                .filter(it -> it.server().name().equals(name))
                                .allMatch(before::contains));
        if (!other.equals(settings)) {
            quiet = Quiet.NO;
        }
        settings = other;
        loop.watch(other.name(), wanted);
    }

    ProbeHistory add(ProbeReport report) {
        ServerView before = view(report.server().name());
        ProbeHistory history = before.history()
                .plus(
                        Findings.of(report.result(), settings.onExportMissing()),
                        report.startedAt(),
                        report.endedAt(),
                        settings.probes());
        views.put(
                report.server().name(),
                new ServerView(
                        history,
                        Optional.of(report.result()),
                        Findings.latency(report.result()).or(before::latency)));
        return history;
    }

    ServerView view(String server) {
        return views.getOrDefault(server, ServerView.NONE);
    }

    Quiet quiet() {
        return quiet;
    }

    void quiet(Quiet now) {
        quiet = now;
    }

    @Override
    public void close() {
        loop.close();
    }

    private static WatchedServer watched(NfsServer server, ScalerSettings settings) {
        return new WatchedServer(
                new backup.holdfast.nfsscaler.probe.NfsServer(
                        server.name(),
                        server.host(),
                        port(server),
                        protocol(server.protocol()),
                        server.mountPort() == null ? OptionalInt.empty() : OptionalInt.of(server.mountPort()),
                        server.exports()),
                settings.probes().interval(),
                new ProbeLimits(settings.probes().timeout()));
    }

    private static int port(NfsServer server) {
        return Objects.requireNonNullElse(server.port(), backup.holdfast.nfsscaler.probe.NfsServer.DEFAULT_PORT);
    }

    private static NfsProtocol protocol(backup.holdfast.crds.nfs.@Nullable NfsProtocol protocol) {
        if (protocol == null) {
            return NfsProtocol.AUTO;
        }
        return switch (protocol) {
            case AUTO -> NfsProtocol.AUTO;
            case V3 -> NfsProtocol.V3;
            case V4 -> NfsProtocol.V4;
            case UNRECOGNIZED -> throw new IllegalArgumentException("settings are never unrecognized");
        };
    }
}
