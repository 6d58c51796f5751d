package backup.holdfast.controller.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;

/** All there is to show to Prometheus: what is registered, and families of objects. */
public final class MetricsBook {
    private final PrometheusTextFormatWriter writer = ExpositionFormats.init().getPrometheusTextFormatWriter();
    private final PrometheusMeterRegistry registry;
    private final List<MetricFamilies> families;

    public MetricsBook(PrometheusMeterRegistry registry, List<MetricFamilies> families) {
        this.registry = requireNonNull(registry, "registry is null");
        this.families = List.copyOf(families);
    }

    /** In Prometheus' text format. */
    public void write(OutputStream out) throws IOException {
        registry.scrape(out);
        for (MetricFamilies some : families) {
            for (Iterator<MetricSnapshot> each = some.collect().iterator(); each.hasNext(); ) {
                writer.write(out, new MetricSnapshots(each.next()));
            }
        }
    }
}
