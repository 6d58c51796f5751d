package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.volsync.ReplicationSource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.api.config.BaseConfigurationService;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.processing.retry.RetryExecution;
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
        SourceReconciler reconciler = new SourceReconcilers(client, new FakeMovers()).reconciler();
        return new BaseConfigurationService().getConfigurationFor(reconciler);
    }
}
