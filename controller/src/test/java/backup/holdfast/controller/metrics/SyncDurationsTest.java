package backup.holdfast.controller.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import backup.holdfast.controller.source.SettableClock;
import backup.holdfast.crds.volsync.ReplicationSource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SyncDurationsTest {
    private static final ReplicationSource PHOTOS = source("photos");
    private static final ReplicationSource MUSIC = source("music");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final SyncDurations durations = new SyncDurations(clock);

    @Test
    void shouldTellTheVeryDurations() {
        for (int seconds = 10; seconds >= 1; seconds--) {
            durations.record(PHOTOS, Duration.ofSeconds(seconds));
        }

        assertThat(summary().getQuantiles())
                .extracting(Quantile::getQuantile, Quantile::getValue)
                .containsExactly(tuple(0.5, 5.0), tuple(0.9, 9.0), tuple(0.99, 10.0));
        assertThat(longest()).isEqualTo(10);
    }

    @Test
    void shouldForgetAfterADayButCountOn() {
        durations.record(PHOTOS, Duration.ofMinutes(50));
        clock.pass(Duration.ofHours(25));
        assertThat(longest()).isZero();
        assertThat(summary().getQuantiles()).allMatch(quantile -> Double.isNaN(quantile.getValue()));

        durations.record(PHOTOS, Duration.ofSeconds(2));

        assertThat(longest()).isEqualTo(2);
        assertThat(summary().getQuantiles()).allMatch(quantile -> quantile.getValue() == 2);
        assertThat(summary().getCount()).isEqualTo(2);
        assertThat(summary().getSum()).isEqualTo(3002);
    }

    @Test
    void shouldRememberNoMoreThanItTells() {
        durations.record(PHOTOS, Duration.ofHours(1));
        for (int sync = 0; sync < 96; sync++) {
            durations.record(PHOTOS, Duration.ofSeconds(1));
        }

        assertThat(longest()).isEqualTo(1);
        assertThat(summary().getCount()).isEqualTo(97);
    }

    @Test
    void shouldTellNothingOfWhatIsGone() {
        durations.record(PHOTOS, Duration.ofSeconds(1));
        durations.record(MUSIC, Duration.ofSeconds(2));

        durations.retain(Set.of(SyncLabels.of(MUSIC)));

        assertThat(summary().getLabels().get("obj_name")).isEqualTo("music");
    }

    private SummaryDataPointSnapshot summary() {
        return ((SummarySnapshot) snapshot("volsync_sync_duration_seconds"))
                .getDataPoints()
                .get(0);
    }

    private double longest() {
        return ((GaugeSnapshot) snapshot("volsync_sync_duration_seconds_max"))
                .getDataPoints()
                .get(0)
                .getValue();
    }

    private MetricSnapshot snapshot(String name) {
        return durations
                .collect()
                .filter(snapshot -> snapshot.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ReplicationSource source(String name) {
        ReplicationSource source = new ReplicationSource();
        source.setMetadata(
                new ObjectMetaBuilder().withNamespace("media").withName(name).build());
        return source;
    }
}
