package backup.holdfast.testsupport.kubelet;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** Jobs that run a shell script, and claims, as tests of the test kubelet need them. */
final class JobFixture {

    static final Duration SOON = Duration.ofMinutes(2);

    private final KubernetesClient client;

    JobFixture(KubernetesClient client) {
        this.client = client;
    }

    /** A Job as Holdfast makes them, with this script as its argument. */
    static Job job(String name, String script, UnaryOperator<PodSpecBuilder> pod) {
        return new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(0)
                .withNewPodFailurePolicy()
                .addNewRule()
                .withAction("FailJob")
                .addNewOnPodCondition()
                .withType("DisruptionTarget")
                .withStatus("True")
                .endOnPodCondition()
                .endRule()
                .endPodFailurePolicy()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("holdfast.backup/run", "run-1")
                .endMetadata()
                .withSpec(pod.apply(new PodSpecBuilder()
                                .withRestartPolicy("Never")
                                .withHostname("run-1")
                                .addNewContainer()
                                .withName("main")
                                .withImage("registry.example/team/shell:1.0")
                                .withArgs(script)
                                .endContainer())
                        .build())
                .endTemplate()
                .endSpec()
                .build();
    }

    Job create(String name, String script) {
        return create(job(name, script, pod -> pod));
    }

    Job create(Job job) {
        return client.resource(job).create();
    }

    Job now(String name) {
        return client.batch().v1().jobs().withName(name).get();
    }

    /** Waits until the Job is over, and returns the condition that says how. */
    JobCondition awaitEnd(String name) {
        return await(name + " ends")
                .atMost(SOON)
                .until(
                        () -> conditions(name).stream()
                                .filter(condition ->
                                        List.of("Complete", "Failed").contains(condition.getType()))
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }

    List<JobCondition> conditions(String name) {
        Job job = now(name);
        return job == null || job.getStatus() == null
                ? List.of()
                : job.getStatus().getConditions();
    }

    /** The reasons of the Events about this object. */
    List<String> eventsAbout(String kind, String name) {
        return client.v1().events().list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getKind().equals(kind)
                        && event.getInvolvedObject().getName().equals(name))
                .map(Event::getReason)
                .toList();
    }

    List<String> messagesAbout(String kind, String name) {
        return client.v1().events().list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getKind().equals(kind)
                        && event.getInvolvedObject().getName().equals(name))
                .map(Event::getMessage)
                .toList();
    }

    PersistentVolumeClaim claim(String name, String storageClass) {
        return client.resource(claimOf(name, storageClass).build()).create();
    }

    static PersistentVolumeClaimBuilder claimOf(String name, String storageClass) {
        return new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(storageClass)
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec();
    }
}
