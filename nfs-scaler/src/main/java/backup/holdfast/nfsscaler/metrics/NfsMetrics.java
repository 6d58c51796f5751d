package backup.holdfast.nfsscaler.metrics;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.ProbeReport;
import backup.holdfast.nfsscaler.probe.ProbeResult;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What is measured of NfsScalers. Everything about one is gone with it. */
public final class NfsMetrics {

    private static final String SCALER = "scaler";
    private static final String SERVER = "server";

    private final MeterRegistry registry;
    /** The newest values of gauges, by their identity. */
    private final Map<Meter.Id, Double> values = new HashMap<>();

    public NfsMetrics(MeterRegistry registry) {
        this.registry = requireNonNull(registry, "registry is null");
    }

    /** One more probe. */
    public void probed(ProbeReport report) {
        Tags tags = Tags.of(SCALER, report.owner(), SERVER, report.server().name());
        registry.counter("holdfast.nfs.probes", tags.and("result", label(report.result())))
                .increment();
        Duration latency = latency(report.result());
        if (latency != null) {
            set("holdfast.nfs.probe.latency", "seconds", tags, latency.toNanos() / 1e9);
        }
    }

    /** @param up whether workloads may run on it; of a server that was never seen, false */
    public void server(String scaler, String server, Availability up) {
        set(
                "holdfast.nfs.server.up",
                null,
                Tags.of(SCALER, scaler, SERVER, server),
                switch (up) {
                    case UP -> 1;
                    case DOWN -> 0;
                });
    }

    /** Replaces what was said of the workloads of an NfsScaler. */
    public void workloads(String scaler, int watched, List<HeldWorkload> held, int putBack, int failed) {
        Tags tags = Tags.of(SCALER, scaler);
        set("holdfast.nfs.workloads.watched", null, tags, watched);
        set("holdfast.nfs.workloads.held", null, tags, held.size());
        set("holdfast.nfs.workloads.put.back", null, tags, putBack);
        set("holdfast.nfs.workloads.failed", null, tags, failed);
        Set<Meter.Id> now = new HashSet<>();
        for (HeldWorkload workload : held) {
            now.add(set(
                    "holdfast.nfs.workload.held.since.timestamp",
                    "seconds",
                    tags.and("kind", workload.kind(), "namespace", workload.namespace(), "workload", workload.name()),
                    (double) workload.since().getEpochSecond()));
        }
        removeIf(id -> id.getName().equals("holdfast.nfs.workload.held.since.timestamp")
                && scaler.equals(id.getTag(SCALER))
                && !now.contains(id));
    }

    /** @param delay from the start of the first failed probe until all its workloads were told to scale down */
    public void scaledDown(String scaler, String server, Duration delay) {
        registry.timer("holdfast.nfs.scale.down.delay", SCALER, scaler, SERVER, server)
                .record(delay);
    }

    /** Forgets all servers of an NfsScaler except these. */
    public void retainServers(String scaler, Set<String> servers) {
        removeIf(id ->
                scaler.equals(id.getTag(SCALER)) && id.getTag(SERVER) != null && !servers.contains(id.getTag(SERVER)));
    }

    /** Forgets an NfsScaler. */
    public void forget(String scaler) {
        removeIf(id -> scaler.equals(id.getTag(SCALER)));
    }

    private synchronized Meter.Id set(String name, @Nullable String unit, Tags tags, double value) {
        Meter.Id id = new Meter.Id(name, tags, unit, null, Meter.Type.GAUGE);
        if (values.put(id, value) == null) {
            Gauge.builder(name, () -> value(id)).tags(tags).baseUnit(unit).register(registry);
        }
        return id;
    }

    private synchronized double value(Meter.Id id) {
        return values.getOrDefault(id, Double.NaN);
    }

    private synchronized void removeIf(Predicate<Meter.Id> gone) {
        values.keySet().removeIf(gone);
        registry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("holdfast.nfs."))
                .filter(gone)
                .forEach(registry::remove);
    }

    private static String label(ProbeResult result) {
        if (result instanceof ProbeResult.Reachable) {
            return "reachable";
        }
        if (result instanceof ProbeResult.Unreachable) {
            return "unreachable";
        }
        return result instanceof ProbeResult.ExportMissing ? "export_missing" : "unknown";
    }

    private static @Nullable Duration latency(ProbeResult result) {
        if (result instanceof ProbeResult.Reachable reachable) {
            return reachable.latency();
        }
        return result instanceof ProbeResult.ExportMissing missing ? missing.latency() : null;
    }

    /** Whether a server is there. */
    public enum Availability {
        UP,
        DOWN
    }

    /** A workload at zero. */
    public record HeldWorkload(String kind, String namespace, String name, Instant since) {}
}
