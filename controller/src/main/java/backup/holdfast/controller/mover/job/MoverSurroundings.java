package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.controller.mover.MoverPod;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.job.JobRequest.Rights;
import backup.holdfast.controller.resolver.References;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.volsync.CopyMethod;
import backup.holdfast.crds.volsync.MoverVolume;
import backup.holdfast.crds.volsync.ResticOptions;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.SelectPlan;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks up what a mover's pod refers to, and makes what it needs: a service account without rights and a cache. */
final class MoverSurroundings {
    private final KubernetesClient client;
    private final References references;
    private final CacheClaims caches;

    MoverSurroundings(KubernetesClient client, References references) {
        this.client = client;
        this.references = references;
        this.caches = new CacheClaims(client, references);
    }

    /**
     * Nothing as long as the cache of before is on its way out.
     *
     * @throws MoverRefusedException when what the spec names is not there, or cannot be used like that
     */
    Optional<JobRequest> prepare(MoverAssignment assignment, MoverPod pod) {
        ResticOptions options = pod.options();
        requireDirect(assignment, options);
        Optional<VolumeSight> data =
                assignment.plan() instanceof SelectPlan ? Optional.empty() : Optional.of(data(assignment));
        List<VolumeSight> volumes = new ArrayList<>(data.stream().toList());
        volumes.addAll(moverVolumes(assignment, options));
        NodePlacement placement = NodePlacement.of(volumes, pods(assignment));
        JobRequest request = new JobRequest(
                assignment,
                pod.secretName(),
                options,
                data,
                placement,
                rights(assignment.owner().namespace()),
                serviceAccount(assignment, options));
        boolean ready = data.map(it -> caches.provide(new CacheClaim(assignment.owner(), options, it)))
                .orElse(true);
        return ready ? Optional.of(request) : Optional.empty();
    }

    void dropCache(RunOwner owner) {
        caches.drop(owner);
    }

    private static void requireDirect(MoverAssignment assignment, ResticOptions options) {
        if (assignment.plan() instanceof BackupPlan
                && options.copyMethod() != CopyMethod.DIRECT
                && options.copyMethod() != CopyMethod.NONE) {
            throw new MoverRefusedException(
                    FailureClass.INVALID_SPEC,
                    "spec.restic.copyMethod: movers in pods make no point-in-time copies yet. Write Direct");
        }
    }

    private VolumeSight data(MoverAssignment assignment) {
        String name = assignment.claimName();
        boolean restores = assignment.plan() instanceof RestorePlan;
        PersistentVolumeClaim claim = references
                .claim(assignment.owner().namespace(), name)
                .filter(found -> found.getMetadata().getDeletionTimestamp() == null)
                .orElseThrow(() -> new MoverRefusedException(
                        restores ? FailureClass.DESTINATION_MISSING : FailureClass.SOURCE_MISSING,
                        "PersistentVolumeClaim " + name + " does not exist, or is being removed"));
        if ("Block".equals(claim.getSpec().getVolumeMode())) {
            throw new MoverRefusedException(
                    FailureClass.INVALID_SPEC,
                    "PersistentVolumeClaim " + name + " is a block device (volumeMode: Block); restic works on files");
        }
        return new VolumeSight(claim);
    }

    /** The claims among them; the other kinds only have to be there. */
    private List<VolumeSight> moverVolumes(MoverAssignment assignment, ResticOptions options) {
        String namespace = assignment.owner().namespace();
        List<VolumeSight> claims = new ArrayList<>();
        for (MoverVolume volume : options.moverVolumes()) {
            MoverVolume.Source source = volume.volumeSource();
            if (source.persistentVolumeClaim() != null) {
                String name = source.persistentVolumeClaim().getClaimName();
                claims.add(new VolumeSight(references
                        .claim(namespace, name)
                        .orElseThrow(() -> missing(volume, "PersistentVolumeClaim " + name))));
            }
            if (source.secret() != null && !Boolean.TRUE.equals(source.secret().getOptional())) {
                String name = source.secret().getSecretName();
                if (references.secret(namespace, name).isEmpty()) {
                    throw missing(volume, "Secret " + name);
                }
            }
        }
        return claims;
    }

    private static MoverRefusedException missing(MoverVolume volume, String what) {
        return new MoverRefusedException(
                FailureClass.INVALID_SPEC,
                "spec.restic.moverVolumes with mountPath \"" + volume.mountPath() + "\": " + what + " does not exist");
    }

    private List<Pod> pods(MoverAssignment assignment) {
        return client.pods().inNamespace(assignment.owner().namespace()).list().getItems();
    }

    private Rights rights(String name) {
        Map<String, String> annotations = Optional.ofNullable(
                        client.namespaces().withName(name).get())
                .map(Namespace::getMetadata)
                .map(metadata -> metadata.getAnnotations())
                .orElse(Map.of());
        return MoverSecurity.rights(annotations.get(VolSyncKeys.PRIVILEGED_MOVERS));
    }

    private String serviceAccount(MoverAssignment assignment, ResticOptions options) {
        String named = options.moverServiceAccount();
        if (named == null || named.isEmpty()) {
            return ownServiceAccount(assignment.owner());
        }
        if (isServiceAccount(assignment.owner().namespace(), named)) {
            return named;
        }
        throw new MoverRefusedException(
                FailureClass.INVALID_SPEC,
                "spec.restic.moverServiceAccount: ServiceAccount " + named + " does not exist");
    }

    private String ownServiceAccount(RunOwner owner) {
        String name = new JobNames(owner).serviceAccount();
        if (isServiceAccount(owner.namespace(), name)) {
            return name;
        }
        try {
            client.resource(new ServiceAccountBuilder()
                            .withMetadata(owner.metadata(name).build())
                            .withAutomountServiceAccountToken(false)
                            .build())
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
        return name;
    }

    private boolean isServiceAccount(String namespace, String name) {
        return client.serviceAccounts().inNamespace(namespace).withName(name).get() != null;
    }
}
