package backup.holdfast.embedded;

import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.nfs.NfsScalerStatus;
import backup.holdfast.crds.nfs.ServerStatus;
import backup.holdfast.crds.nfs.WorkloadStatus;
import backup.holdfast.testsupport.nfs.FreezableNas;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The scene of an NFS server that is gone for a while, and of what happens to a workload that mounts from it. */
final class NasOutage {
    private static final String NAMESPACE = "default";
    private static final String WORKLOAD = "gallery";
    private static final String SCALER = "nas";
    private static final String SERVER = "nas";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final Manifests manifests;
    private final FreezableNas nas;
    private final Narrator narrator;

    NasOutage(KubernetesClient client, Manifests manifests, FreezableNas nas, Narrator narrator) {
        this.client = client;
        this.manifests = manifests;
        this.nas = nas;
        this.narrator = narrator;
    }

    /** @throws io.fabric8.kubernetes.client.KubernetesClientTimeoutException when something does not happen as it should */
    void run() {
        narrator.scene("An NFS server is gone; what mounts from it goes to zero, and comes back with the server");
        for (String file : List.of("gallery.yaml", "nfs-scaler.yaml")) {
            manifests.apply(client, file);
            narrator.say("applied examples/quickstart/" + file);
        }
        await(status -> isServer(status, ServerStatus.UP) && Integer.valueOf(1).equals(status.watched()));
        int before = replicas();
        narrator.say("NFS server nas is up; Deployment gallery mounts from it: " + before + " replicas");

        nas.freeze();
        narrator.say("the NFS server takes connections, but no longer answers");
        NfsScalerStatus gone = await(status ->
                isServer(status, ServerStatus.DOWN) && Integer.valueOf(1).equals(status.held()));
        awaitReplicas(0);
        narrator.say("NFS server nas is down: " + server(gone).reason());
        WorkloadStatus held = gone.workloads().get(0);
        narrator.say(held.kind() + " " + held.name() + " is " + held.state() + ": 0 replicas, " + held.replicas()
                + " remembered");

        nas.thaw();
        narrator.say("the NFS server answers again");
        await(status -> isServer(status, ServerStatus.UP) && Integer.valueOf(0).equals(status.held()));
        awaitReplicas(before);
        narrator.say("NFS server nas is up; Deployment gallery is back: " + replicas() + " replicas");
    }

    private NfsScalerStatus await(Predicate<NfsScalerStatus> condition) {
        return client.resources(NfsScaler.class)
                .withName(SCALER)
                .waitUntilCondition(
                        scaler -> scaler != null && condition.test(scaler.getStatus()),
                        PATIENCE.toSeconds(),
                        TimeUnit.SECONDS)
                .getStatus();
    }

    private void awaitReplicas(int replicas) {
        client.resources(Deployment.class)
                .inNamespace(NAMESPACE)
                .withName(WORKLOAD)
                .waitUntilCondition(
                        deployment -> deployment != null && deployment.getSpec().getReplicas() == replicas,
                        PATIENCE.toSeconds(),
                        TimeUnit.SECONDS);
    }

    private int replicas() {
        return client.resources(Deployment.class)
                .inNamespace(NAMESPACE)
                .withName(WORKLOAD)
                .require()
                .getSpec()
                .getReplicas();
    }

    private static boolean isServer(NfsScalerStatus status, String state) {
        return status.server(SERVER).filter(it -> state.equals(it.state())).isPresent();
    }

    private static ServerStatus server(NfsScalerStatus status) {
        return status.server(SERVER).orElseThrow();
    }
}
