package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.MoverAssignment;
import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.controller.mover.MoverPod;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.copy.Copies;
import backup.holdfast.controller.mover.copy.CopyRequest;
import backup.holdfast.controller.mover.copy.CopyRequest.Method;
import backup.holdfast.controller.mover.copy.StorageClasses;
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
import backup.holdfast.replication.plan.RestorePlan;
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

    MoverSurroundings(KubernetesClient client, References references, StorageClasses classes, Copies copies) {
        this.client = client;
        this.references = references;
        this.caches = new CacheClaims(client, references, classes);
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
        Optional<VolumeSight> volume =
                JobRequest.hasVolume(assignment.plan()) ? Optional.of(data(assignment)) : Optional.empty();
        Optional<Method> copyMethod = copyMethod(assignment.plan(), options);
        Optional<VolumeSight> direct = copyMethod.isEmpty() && mounts(assignment.plan()) ? volume : Optional.empty();
        List<VolumeSight> mounted = new ArrayList<>(direct.stream().toList());
        mounted.addAll(moverVolumes(assignment, options));
        NodePlacement placement = NodePlacement.of(mounted, pods(assignment));
        Rights rights = rights(assignment.owner().namespace());
        String serviceAccount = serviceAccount(assignment, options);
        boolean cacheIsReady = volume.map(it -> caches.provide(new CacheClaim(assignment.owner(), options, it)))
                .orElse(true);
        if (!cacheIsReady) {
            return Optional.empty();
        }
        Optional<VolumeSight> copy = copyMethod
                .flatMap(method -> copies.provide(new CopyRequest(
                        assignment.owner(),
                        assignment.plan().runId(),
                        method,
                        options,
                        volume.orElseThrow().claim())))
                .map(VolumeSight::new);
        return copyMethod.isPresent() && copy.isEmpty()
                ? Optional.empty()
                : Optional.of(new JobRequest(
                        assignment,
                        pod.secretName(),
                        options,
                        direct.or(() -> copy),
                        placement,
                        rights,
                        serviceAccount));
    }

    void dropCache(RunOwner owner) {
        caches.drop(owner);
    }

    /** What only forgets and prunes, or looks for a snapshot, has no use for a volume: another pod may have it to itself. */
    private static boolean mounts(MoverPlan plan) {
        return plan instanceof RestorePlan || saves(plan);
    }

    private static boolean saves(MoverPlan plan) {
        return plan instanceof BackupPlan backup && backup.steps().contains(Step.BACKUP);
    }

    /** Absent for the volume itself, and for what saves nothing of it. */
    private static Optional<Method> copyMethod(MoverPlan plan, ResticOptions options) {
        if (!saves(plan)) {
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
