package backup.holdfast.testsupport.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** An operator with the framework's defaults: finalizers and status by server-side apply, leader election by a lease. */
@ClusterTest(crds = "crds/widgets.yaml")
class OperatorIT {

    @Test
    void shouldReconcileReportAndCleanUp(KubernetesClient client, TestNamespace namespace) {
        Queue<String> steps = new ConcurrentLinkedQueue<>();
        Operator operator = new Operator(configuration -> configuration
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withLeaderElectionConfiguration(
                        LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("leader")
                                .withLeaseNamespace(namespace.name())
                                .withIdentity("me")
                                .withExitOnStopLeading(false)
                                .build()));
        operator.register(new WidgetReconciler(steps), settings -> settings.settingNamespace(namespace.name()));
        operator.start();
        try {
            Widget widget = new Widget();
            widget.getMetadata().setName("a");
            widget.setSpec(new Spec());
            client.resource(widget).create();

            await().untilAsserted(() -> {
                Widget reported = client.resource(widget).get();
                assertThat(reported.getMetadata().getFinalizers())
                        .containsExactly("widgets.testing.holdfast.backup/finalizer");
                assertThat(reported.getStatus()).isNotNull();
                assertThat(reported.getStatus().phase).isEqualTo("Ready");
            });
            assertThat(client.leases().withName("leader").get().getSpec().getHolderIdentity())
                    .isEqualTo("me");

            client.resource(widget).delete();

            await().untilAsserted(
                            () -> assertThat(client.resource(widget).get()).isNull());
            assertThat(steps).contains("reconcile 3", "cleanup 3");
        } finally {
            operator.stop();
        }
    }

    /** The custom resource of crds/widgets.yaml. */
    @Group("testing.holdfast.backup")
    @Version("v1alpha1")
    public static class Widget extends CustomResource<Spec, Status> implements Namespaced {
        private static final long serialVersionUID = 1L;
    }

    public static class Spec {
        public int size = 3;
    }

    public static class Status {
        public String phase;
    }

    @ControllerConfiguration
    static class WidgetReconciler implements Reconciler<Widget>, Cleaner<Widget> {

        private final Queue<String> steps;

        WidgetReconciler(Queue<String> steps) {
            this.steps = steps;
        }

        @Override
        public UpdateControl<Widget> reconcile(Widget widget, Context<Widget> context) {
            steps.add("reconcile " + widget.getSpec().size);
            Widget reported = new Widget();
            reported.getMetadata().setName(widget.getMetadata().getName());
            reported.getMetadata().setNamespace(widget.getMetadata().getNamespace());
            reported.setStatus(new Status());
            reported.getStatus().phase = "Ready";
            return UpdateControl.patchStatus(reported);
        }

        @Override
        public DeleteControl cleanup(Widget widget, Context<Widget> context) {
            steps.add("cleanup " + widget.getSpec().size);
            return DeleteControl.defaultDelete();
        }
    }
}
