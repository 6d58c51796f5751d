package backup.holdfast.testsupport.kubelet;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The pods of a Job. Pure. */
final class JobPods {

    /** Holds a pod until its Job has counted it. */
    static final String TRACKING = "batch.kubernetes.io/job-tracking";

    private static final int LONGEST_NAME = 253;

    private JobPods() {}

    /** The pod of an attempt; the same name for the same attempt. */
    static Pod pod(Job job, int attempt) {
        ObjectMeta template =
                Optional.ofNullable(job.getSpec().getTemplate().getMetadata()).orElseGet(ObjectMeta::new);
        Map<String, String> labels = new LinkedHashMap<>();
        if (template.getLabels() != null) {
            labels.putAll(template.getLabels());
        }
        String uid = job.getMetadata().getUid();
        String name = job.getMetadata().getName();
        labels.put("batch.kubernetes.io/controller-uid", uid);
        labels.put("batch.kubernetes.io/job-name", name);
        labels.put("controller-uid", uid);
        labels.put("job-name", name);
        return new PodBuilder()
                .withNewMetadata()
                .withName(name(name, uid, attempt))
                .withGenerateName(name + "-")
                .withNamespace(job.getMetadata().getNamespace())
                .withLabels(labels)
                .withAnnotations(template.getAnnotations())
                .withFinalizers(TRACKING)
                .addNewOwnerReference()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName(name)
                .withUid(uid)
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(job.getSpec().getTemplate().getSpec())
                .build();
    }

    private static String name(String job, String uid, int attempt) {
        String letters = Long.toString(
                UUID.nameUUIDFromBytes((uid + "/" + attempt).getBytes(StandardCharsets.UTF_8))
                                .getMostSignificantBits()
                        >>> 1,
                36);
        String suffix = "-" + letters.substring(letters.length() - 5);
        return job.substring(0, Math.min(job.length(), LONGEST_NAME - suffix.length())) + suffix;
    }

    static boolean isOf(Pod pod, Job job) {
        return pod.getMetadata().getNamespace().equals(job.getMetadata().getNamespace())
                && owner(pod)
                        .map(OwnerReference::getUid)
                        .filter(job.getMetadata().getUid()::equals)
                        .isPresent();
    }

    static boolean isTracked(Pod pod) {
        return pod.getMetadata().getFinalizers().contains(TRACKING);
    }

    /** The Job a pod belongs to. */
    static Optional<OwnerReference> owner(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController())
                        && owner.getKind().equals("Job"))
                .findFirst();
    }

    static String phase(Pod pod) {
        return Optional.ofNullable(pod.getStatus())
                .map(status -> status.getPhase())
                .orElse("Pending");
    }

    static boolean isOver(Pod pod) {
        return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
    }

    static boolean isActive(Pod pod) {
        return !isOver(pod) && !isTerminating(pod);
    }

    static boolean isTerminating(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }
}
