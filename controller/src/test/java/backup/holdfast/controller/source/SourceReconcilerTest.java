package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.metrics.SyncCounters;
import backup.holdfast.controller.recovery.Scoreboard;
import backup.holdfast.controller.resolver.NfsObjects;
import backup.holdfast.controller.sync.RestoreTargets;
import backup.holdfast.crds.status.StatusWriter;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.schedule.SchedulePolicy;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.api.config.BaseConfigurationService;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SourceReconcilerTest {
    @Test
    void shouldTryAgainWithoutEndAfterAnErrorAndAtLeastOnceAMinute() {
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
            RetryExecution retry = configuration(client).getRetry().initExecution();

            for (int attempt = 1; attempt <= 1_000; attempt++) {
                Optional<Long> delay = retry.nextDelay();

                assertThat(delay).as("after error %d", attempt).isPresent();
                assertThat(delay.get()).isBetween(1_000L, 60_000L);
            }
        }
    }

    @Test
    void shouldHearOfAnnotationsToo() {
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(Config.empty()).build()) {
            assertThat(configuration(client).isGenerationAware())
                    .as("a request changes no generation")
                    .isFalse();
        }
    }

    private static ControllerConfiguration<ReplicationSource> configuration(KubernetesClient client) {
        FakeMovers movers = new FakeMovers();
        SyncCounters counters = new SyncCounters(new SimpleMeterRegistry(), Clock.systemUTC());
        SourceReconciler reconciler = new SourceReconciler(
                new SetMandate(),
                new SourceResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, Conduct.EVERYDAY),
                new FakeReferences(),
                new NfsOutages(new FakeReferences(), NfsObjects.NONE),
                movers,
                new SourceRuns(
                        movers,
                        new StatusWriter(client),
                        new SourceReports(new RecordedEvents(), counters),
                        new Tenants(movers, owner -> {}),
                        new RestoreTargets(),
                        OpenGates.open(),
                        new Scoreboard()),
                new SourceLooks(
                        movers,
                        new FakeReferences(),
                        new Tenants(movers, owner -> {}),
                        new RestoreTargets(),
                        new RecordedEvents()),
                counters,
                List.of(),
                Clock.systemUTC());
        return new BaseConfigurationService().getConfigurationFor(reconciler);
    }
}
