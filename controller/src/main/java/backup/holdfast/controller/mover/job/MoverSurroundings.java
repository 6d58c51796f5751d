package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.controller.mover.MoverPod;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.copy.Copies;
import backup.holdfast.controller.mover.copy.CopyRequest;
import backup.holdfast.controller.mover.copy.CopyRequest.Method;
import backup.holdfast.controller.mover.job.JobRequest.Rights;
import backup.holdfast.controller.resolver.References;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.volsync.CopyMethod;
import backup.holdfast.crds.volsync.MoverVolume;
import backup.holdfast.crds.volsync.ResticOptions;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverPlan;
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
    private final Copies copies;

    MoverSurroundings(KubernetesClient client, References references, Copies copies) {
        this.client = client;
        this.references = references;
        this.caches = new CacheClaims(client, references);
        this.copies = copies;
    }

    /**
     * Nothing as long as the cache of before is on its way out, or the volume's copy is not there. The copy comes last: none is taken
     * for a mover that can't start.
     *
     * @throws MoverRefusedException when what the spec names is not there, or cannot be used like that
     */
    Optional<JobRequest> prepare(MoverAssignment assignment, MoverPod pod) {
        ResticOptions options = pod.options();
        Optional<Method> copyMethod = copyMethod(assignment.plan(), options);
        VolumeSight volume = data(assignment);
        List<VolumeSight> volumes = new ArrayList<>(moverVolumes(assignment, options));
        if (copyMethod.isEmpty()) {
            volumes.add(0, volume);
        }
        NodePlacement placement = NodePlacement.of(volumes, pods(assignment));
        Rights rights = rights(assignment.owner().namespace());
        String serviceAccount = serviceAccount(assignment, options);
        if (!caches.provide(new CacheClaim(assignment.owner(), options, volume))) {
            return Optional.empty();
        }
        Optional<VolumeSight> data = copyMethod.isEmpty()
                ? Optional.of(volume)
                : copies.provide(new CopyRequest(
                                assignment.owner(),
                                assignment.plan().runId(),
                                copyMethod.get(),
                                options,
                                volume.claim()))
                        .map(VolumeSight::new);
        return data.map(
                it -> new JobRequest(assignment, pod.secretName(), options, it, placement, rights, serviceAccount));
    }

    /** Absent for the volume itself, which is also for what saves nothing of it: a restore, or forget and prune alone. */
    private static Optional<Method> copyMethod(MoverPlan plan, ResticOptions options) {
        if (!(plan instanceof BackupPlan backup) || !backup.steps().contains(Step.BACKUP)) {
            return Optional.empty();
        }
        CopyMethod written = options.copyMethod();
        if (written == null || written == CopyMethod.UNRECOGNIZED) {
            throw new MoverRefusedException(
                    FailureClass.INVALID_SPEC, "spec.restic.copyMethod: write Snapshot, Clone or Direct");
        }
        return switch (written) {
            case DIRECT, NONE, UNRECOGNIZED -> Optional.empty();
            case CLONE -> Optional.of(Method.CLONE);
            case SNAPSHOT -> Optional.of(Method.SNAPSHOT);
        };
    }

    private VolumeSight data(MoverAssignment assignment) {
        String name = assignment.claimName();
        PersistentVolumeClaim claim = references
                .claim(assignment.owner().namespace(), name)
                .filter(found -> found.getMetadata().getDeletionTimestamp() == null)
                .orElseThrow(() -> new MoverRefusedException(
                        FailureClass.SOURCE_MISSING,
                        "PersistentVolumeClaim " + name + " does not exist, or is being removed"));
        if ("Block".equals(claim.getSpec().getVolumeMode())) {
            throw new MoverRefusedException(
                    FailureClass.INVALID_SPEC,
                    "PersistentVolumeClaim " + name + " is a block device (volumeMode: Block); restic backs up files");
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
                            .withMetadata(JobTemplate.metadata(owner, name).build())
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
