package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.VolSyncKeys;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a mover's Job out of a plan. Pure. */
record JobTemplate(JobMoverOptions options) {
    /** VolSync's name of the one container, and its position: the first. */
    static final String CONTAINER = "restic";

    /** On the image's PATH. */
    private static final String COMMAND = "holdfast-mover";

    private static final String TERMINATION_LOG = "/dev/termination-log";

    /** For restic to remove its lock and the mover to write its outcome. */
    private static final long GRACE_SECONDS = 120;

    /**
     * The mover keeps its deadline itself and says so. This is for one that can't, and for a pod that never starts: the cluster then
     * deletes the pod, with what it had to say.
     */
    private static final Duration BACKSTOP = Duration.ofHours(1);

    private static final String MEMORY = "memory";

    /** restic needs about that for a repository of some 100 GiB; with less the node may take it for the first one to evict. */
    private static final Quantity MEMORY_REQUEST = new Quantity("256Mi");

    Job job(JobRequest request) {
        String run = request.assignment().plan().runId().value();
        RunOwner owner = request.assignment().owner();
        // Ours come last: pod labels are the user's to add, not to take away.
        Map<String, String> labels = new TreeMap<>(request.options().moverPodLabels());
        labels.putAll(labels(run));
        return new JobBuilder()
                .withMetadata(owner.metadata(request.jobName())
                        .withLabels(labels(run))
                        .withAnnotations(annotations(owner))
                        .build())
                .withNewSpec()
                .withParallelism(1)
                .withCompletions(1)
                .withBackoffLimit(0)
                .withPodReplacementPolicy("Failed")
                .withActiveDeadlineSeconds(backstop(request).orElse(null))
                .withTtlSecondsAfterFinished(request.staysFor()
                        .map(stay -> Math.toIntExact(stay.toSeconds()))
                        .orElse(null))
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("FailJob")
                .addNewOnPodCondition("True", "DisruptionTarget")
                .endRule()
                .endPodFailurePolicy()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations(owner))
                .endMetadata()
                .withSpec(pod(request, run))
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Map<String, String> labels(String run) {
        // In one order every time, for whoever compares two Jobs.
        return new TreeMap<>(Map.of(VolSyncKeys.CREATED_BY, VolSyncKeys.CREATED_BY_VOLSYNC, HoldfastKeys.RUN, run));
    }

    private static Map<String, String> annotations(RunOwner owner) {
        return Map.of(HoldfastKeys.OWNER, owner.kind() + "/" + owner.name() + "/" + owner.uid());
    }

    private static Optional<Long> backstop(JobRequest request) {
        return Optional.ofNullable(request.assignment().plan().limits().deadline())
                .map(deadline -> deadline.plus(BACKSTOP).toSeconds());
    }

    private PodSpec pod(JobRequest request, String run) {
        MoverVolumes volumes = new MoverVolumes(request);
        MoverScheduling scheduling = new MoverScheduling(request, options.defaults());
        List<LocalObjectReference> pullSecrets =
                options.pullSecrets().stream().map(LocalObjectReference::new).toList();
        return new PodSpecBuilder()
                .withHostname(run)
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withServiceAccountName(request.serviceAccount())
                .withAutomountServiceAccountToken(false)
                // Or a Service named "restic" would put variables into restic's environment.
                .withEnableServiceLinks(false)
                .withImagePullSecrets(pullSecrets)
                .withSecurityContext(new MoverSecurity(request, options.defaults()).pod())
                .withAffinity(scheduling.affinity())
                .withNodeSelector(scheduling.nodeSelector())
                .withTolerations(scheduling.tolerations())
                .withPriorityClassName(scheduling.priorityClass())
                .withContainers(container(request, volumes))
                .withVolumes(volumes.volumes())
                .build();
    }

    private Container container(JobRequest request, MoverVolumes volumes) {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(options.image())
                .withImagePullPolicy(options.imagePullPolicy())
                .withCommand(COMMAND)
                .withEnv(new MoverEnvironment(request, options.proxies()).variables())
                .withResources(resources(request))
                .withSecurityContext(new MoverSecurity(request, options.defaults()).container())
                .withTerminationMessagePath(TERMINATION_LOG)
                .withTerminationMessagePolicy("File")
                .withVolumeMounts(volumes.mounts())
                .build();
    }

    private ResourceRequirements resources(JobRequest request) {
        ResourceRequirements own = request.options().moverResources();
        ResourceRequirements wanted = own == null ? options.defaults().resources() : own;
        if (wanted == null) {
            return new ResourceRequirementsBuilder()
                    .addToRequests(MEMORY, MEMORY_REQUEST)
                    .build();
        }
        boolean saysMemory = has(wanted.getRequests()) || has(wanted.getLimits());
        return saysMemory
                ? wanted
                : new ResourceRequirementsBuilder(wanted)
                        .addToRequests(MEMORY, MEMORY_REQUEST)
                        .build();
    }

    private static boolean has(Map<String, Quantity> quantities) {
        return quantities != null && quantities.containsKey(MEMORY);
    }
}
