package backup.holdfast.testsupport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * What both the in-memory API and a real one do. It runs against both, so that the in-memory API is held to what was observed and not to what
 * somebody remembers.
 */
abstract class ApiContract {

    private static final String WIDGETS = "testing.holdfast.backup/v1alpha1";

    /** May do everything. */
    abstract KubernetesClient client();

    /** Is there, is empty, and is this test's alone. */
    abstract String namespace();

    @Test
    void shouldRefuseToCreateWhatExists() {
        client().resource(configMap("a", Map.of())).create();

        assertFails(409, () -> client().resource(configMap("a", Map.of())).create());
    }

    @Test
    void shouldRefuseToCreateInANamespaceThatIsNotThere() {
        ConfigMap lost = new ConfigMapBuilder(configMap("a", Map.of()))
                .editMetadata()
                .withNamespace("nowhere")
                .endMetadata()
                .build();

        assertFails(404, () -> client().resource(lost).create());
    }

    @Test
    void shouldRefuseNamesThatAreNone() {
        assertFails(
                422, () -> client().resource(configMap("Upper_case", Map.of())).create());
    }

    @Test
    void shouldMakeANameFromItsBeginning() {
        ConfigMap created = client().resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withGenerateName("made-")
                        .withNamespace(namespace())
                        .endMetadata()
                        .build())
                .create();

        assertThat(created.getMetadata().getName()).matches("made-[a-z0-9]{5}");
    }

    @Test
    void shouldRefuseAStaleReplacementAndAStalePatch() {
        ConfigMap first = client().resource(configMap("a", Map.of("k", "1"))).create();
        client().resource(first).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"k\":\"2\"}}");

        assertFails(
                409,
                () -> client().resource(
                                new ConfigMapBuilder(first).addToData("k", "3").build())
                        .update());
        assertFails(
                409,
                () -> client().resource(first)
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\":{\"resourceVersion\":\""
                                        + first.getMetadata().getResourceVersion() + "\"},\"data\":{\"k\":\"3\"}}"));
        assertThat(client().resource(first).get().getData()).isEqualTo(Map.of("k", "2"));
    }

    @Test
    void shouldRefuseAReplacementOfAnObjectThatWasMadeAnew() {
        ConfigMap first = client().resource(configMap("a", Map.of("k", "1"))).create();
        client().resource(first).delete();
        client().resource(configMap("a", Map.of("k", "2"))).create();

        ConfigMap withoutVersion = new ConfigMapBuilder(first)
                .editMetadata()
                .withResourceVersion(null)
                .endMetadata()
                .build();
        assertFails(409, () -> client().resource(withoutVersion).update());
    }

    @Test
    void shouldPutAPodOnANodeOnce() {
        client().resource(pod("a")).create();

        bind("a", "node-a");

        assertThat(client().pods()
                        .inNamespace(namespace())
                        .withName("a")
                        .get()
                        .getSpec()
                        .getNodeName())
                .isEqualTo("node-a");
        assertFails(409, () -> bind("a", "node-b"));
    }

    @Test
    void shouldKeepADeletedPodOfANodeUntilItIsShutDown() {
        client().resource(pod("a")).create();
        bind("a", "node-a");

        client().pods().inNamespace(namespace()).withName("a").delete();

        Pod terminating = client().pods().inNamespace(namespace()).withName("a").get();
        assertThat(terminating.getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(terminating.getMetadata().getDeletionGracePeriodSeconds()).isEqualTo(7);
        client().pods()
                .inNamespace(namespace())
                .withName("a")
                .withGracePeriod(0)
                .delete();
        assertThat(client().pods().inNamespace(namespace()).withName("a").get()).isNull();
    }

    @Test
    void shouldRemoveADeletedPodWithoutANodeAtOnce() {
        client().resource(pod("a")).create();

        client().pods().inNamespace(namespace()).withName("a").delete();

        assertThat(client().pods().inNamespace(namespace()).withName("a").get()).isNull();
    }

    @Test
    void shouldNotCountAChangeThatChangesNothing() {
        ConfigMap first = client().resource(configMap("a", Map.of("k", "1"))).create();

        ConfigMap again =
                client().resource(first).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"k\":\"1\"}}");

        assertThat(again).isEqualTo(first);
    }

    @Test
    void shouldKeepStatusAndSpecApart() {
        GenericKubernetesResource created = client().resource(widget("a", Map.of("size", 1), Map.of("phase", "Made")))
                .create();
        assertThat(created.getAdditionalProperties()).doesNotContainKey("status");
        assertThat(created.getMetadata().getGeneration()).isEqualTo(1);

        GenericKubernetesResource reported = widgets()
                .withName("a")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"size\":5},\"status\":{\"phase\":\"Ready\"}}");
        assertThat(reported.<Map<String, Object>>get("spec")).isEqualTo(Map.of("size", 1));
        assertThat(reported.<Map<String, Object>>get("status")).isEqualTo(Map.of("phase", "Ready"));
        assertThat(reported.getMetadata().getGeneration()).isEqualTo(1);

        reported.setAdditionalProperty("spec", Map.of("size", 2));
        reported.setAdditionalProperty("status", Map.of("phase", "Forged"));
        GenericKubernetesResource replaced = client().resource(reported).update();
        assertThat(replaced.<Map<String, Object>>get("spec")).isEqualTo(Map.of("size", 2));
        assertThat(replaced.<Map<String, Object>>get("status")).isEqualTo(Map.of("phase", "Ready"));
        assertThat(replaced.getMetadata().getGeneration()).isEqualTo(2);
    }

    @Test
    void shouldClearAStatusFieldThatAMergePatchSetsToNull() {
        client().resource(widget("a", Map.of("size", 1), Map.of())).create();
        widgets()
                .withName("a")
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"phase\":\"Ready\",\"since\":\"now\"}}");

        GenericKubernetesResource cleared = widgets()
                .withName("a")
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"since\":null}}");

        assertThat(cleared.<Map<String, Object>>get("status")).isEqualTo(Map.of("phase", "Ready"));
    }

    @Test
    void shouldWantAVersionToReplaceACustomResource() {
        client().resource(widget("a", Map.of("size", 1), Map.of())).create();

        String path = "/apis/" + WIDGETS + "/namespaces/" + namespace() + "/widgets/a";
        assertFails(422, () -> client().raw(path, "PUT", widget("a", Map.of("size", 2), Map.of())));
    }

    @Test
    void shouldHoldAnObjectUntilItsLastFinalizerIsGone() {
        ConfigMap held = client().resource(new ConfigMapBuilder(configMap("a", Map.of()))
                        .editMetadata()
                        .withFinalizers("example.com/one", "example.com/two")
                        .endMetadata()
                        .build())
                .create();

        client().resource(held).delete();
        ConfigMap terminating = client().resource(held).get();
        assertThat(terminating.getMetadata().getDeletionTimestamp()).isNotNull();
        client().resource(held).delete();
        assertThat(client().resource(held).get()).isEqualTo(terminating);
        assertFails(422, () -> patchFinalizers(held, "\"example.com/one\",\"example.com/new\""));

        patchFinalizers(held, "\"example.com/two\"");
        assertThat(client().resource(held).get()).isNotNull();
        patchFinalizers(held, "");
        assertThat(client().resource(held).get()).isNull();
    }

    @Test
    void shouldRefuseToDeleteAnotherObjectThanTheOneMeant() {
        ConfigMap first = client().resource(configMap("a", Map.of())).create();
        String path = "/api/v1/namespaces/" + namespace() + "/configmaps/a";

        assertFails(
                409,
                () -> client().raw(
                                path,
                                "DELETE",
                                Map.of(
                                        "kind",
                                        "DeleteOptions",
                                        "apiVersion",
                                        "v1",
                                        "preconditions",
                                        Map.of("uid", "other"))));
        assertThat(client().resource(first).get()).isNotNull();
    }

    @Test
    void shouldKeepNothingOfADryRun() {
        ConfigMap kept = client().resource(configMap("kept", Map.of("k", "1"))).create();

        client().resource(configMap("made", Map.of())).dryRun().create();
        client().resource(new ConfigMapBuilder(kept).addToData("k", "2").build())
                .dryRun()
                .update();
        client().resource(kept).dryRun().delete();

        assertThat(client().configMaps()
                        .inNamespace(namespace())
                        .withLabel("contract")
                        .list()
                        .getItems())
                .containsExactly(kept);
    }

    @Test
    void shouldSelectByLabelsAndFields() {
        client().resource(labelled("a", "red", "small")).create();
        client().resource(labelled("b", "green", "small")).create();
        client().resource(labelled("c", "blue", "large")).create();

        assertThat(names("color in (red, green)", "")).containsExactly("a", "b");
        assertThat(names("color notin (red,green),contract", "")).containsExactly("c");
        assertThat(names("color=red", "")).containsExactly("a");
        assertThat(names("contract,color!=red,size==small", "")).containsExactly("b");
        assertThat(names("color,!absent", "")).containsExactly("a", "b", "c");
        assertThat(names("color", "metadata.name=b")).containsExactly("b");
        assertThat(names("color", "metadata.name!=b")).containsExactly("a", "c");
    }

    @Test
    void shouldDeleteACollectionBySelector() {
        client().resource(labelled("a", "red", "small")).create();
        client().resource(labelled("b", "green", "small")).create();

        client().configMaps().inNamespace(namespace()).withLabel("color", "red").delete();

        assertThat(names("color", "")).containsExactly("b");
    }

    @Test
    void shouldSendEveryEventSinceTheVersionOfAList() {
        ConfigMap before = client().resource(labelled("before", "red", "small")).create();
        String version = client().configMaps()
                .inNamespace(namespace())
                .list()
                .getMetadata()
                .getResourceVersion();
        client().resource(labelled("missed", "red", "small")).create();
        client().resource(labelled("other", "green", "small")).create();
        Queue<String> events = new ConcurrentLinkedQueue<>();

        ListOptions since = new ListOptionsBuilder()
                .withLabelSelector("color=red")
                .withResourceVersion(version)
                .build();
        try (Watch watch = client().configMaps().inNamespace(namespace()).watch(since, recordingInto(events))) {
            assertThat(watch).isNotNull();
            client().resource(before).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"k\":\"1\"}}");
            client().resource(labelled("other", "green", "small"))
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"color\":\"red\"}}}");
            client().resource(before)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"color\":\"blue\"}}}");
            client().resource(labelled("missed", "red", "small")).delete();

            await().untilAsserted(() -> assertThat(events)
                    .containsExactly(
                            "ADDED missed", "MODIFIED before", "ADDED other", "DELETED before", "DELETED missed"));
        }
    }

    @Test
    void shouldKeepAnInformerUpToDate() {
        ConfigMap present =
                client().resource(configMap("present", Map.of("k", "1"))).create();
        Queue<String> events = new ConcurrentLinkedQueue<>();
        try (SharedIndexInformer<ConfigMap> informer = client().configMaps()
                .inNamespace(namespace())
                .withLabel("contract")
                .inform(handlerRecordingInto(events))) {
            client().resource(present).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"data\":{\"k\":\"2\"}}");
            client().resource(configMap("new", Map.of())).create();
            client().resource(present).delete();

            await().untilAsserted(() -> assertThat(events)
                    .containsExactly("added present", "updated present to 2", "added new", "deleted present"));
            assertThat(informer.getStore().list())
                    .extracting(item -> item.getMetadata().getName())
                    .containsExactly("new");
        }
    }

    @Test
    void shouldApplyWhatAManagerWantsAndLeaveTheRestAlone() {
        Resource<GenericKubernetesResource> asOne =
                applied(widget("a", Map.of("size", 1, "color", "red"), Map.of()), "one");
        assertThat(asOne.serverSideApply().<Map<String, Object>>get("spec"))
                .isEqualTo(Map.of("size", 1, "color", "red"));
        widgets()
                .withName("a")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"annotations\":{\"by\":\"somebody\"}}}");

        GenericKubernetesResource second =
                applied(widget("a", Map.of("size", 2), Map.of()), "one").serverSideApply();

        assertThat(second.<Map<String, Object>>get("spec")).isEqualTo(Map.of("size", 2));
        assertThat(second.getMetadata().getAnnotations()).isEqualTo(Map.of("by", "somebody"));
        assertThat(second.getMetadata().getGeneration()).isEqualTo(2);
        assertThat(applied(widget("a", Map.of("size", 2), Map.of()), "one")
                        .serverSideApply()
                        .getMetadata()
                        .getResourceVersion())
                .isEqualTo(second.getMetadata().getResourceVersion());
    }

    @Test
    void shouldLetManagersApplyFinalizersBesideOneAnother() {
        client().resource(widget("a", Map.of("size", 1), Map.of())).create();

        applied(withFinalizer("example.com/one"), "one").serverSideApply();
        applied(withFinalizer("example.com/two"), "two").serverSideApply();
        GenericKubernetesResource released =
                applied(widget("a", Map.of(), Map.of()), "one").serverSideApply();

        assertThat(released.getMetadata().getFinalizers()).containsExactly("example.com/two");
    }

    @Test
    void shouldPatchByJsonPatch() {
        ConfigMap first = client().resource(configMap("a", Map.of("k", "1"))).create();

        ConfigMap patched = client().resource(first)
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\":\"test\",\"path\":\"/data/k\",\"value\":\"1\"},"
                                + "{\"op\":\"replace\",\"path\":\"/data/k\",\"value\":\"2\"}]");

        assertThat(patched.getData()).isEqualTo(Map.of("k", "2"));
    }

    @Test
    void shouldMergeContainersByNameInAStrategicPatch() {
        client().resource(deployment()).create();

        Deployment patched = client().resource(deployment())
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"spec\":{\"template\":{\"spec\":{\"containers\":["
                                + "{\"name\":\"one\",\"env\":[{\"name\":\"B\",\"value\":\"2\"}]},"
                                + "{\"name\":\"two\",\"$patch\":\"delete\"}]}}}}");

        assertThat(patched.getSpec().getTemplate().getSpec().getContainers())
                .singleElement()
                .satisfies(container -> {
                    assertThat(container.getName()).isEqualTo("one");
                    assertThat(container.getImage()).isEqualTo("image-one");
                    assertThat(container.getEnv())
                            .extracting(env -> env.getName() + "=" + env.getValue())
                            .containsExactlyInAnyOrder("A=1", "B=2");
                });
    }

    @Test
    void shouldScaleAWorkload() {
        Deployment created = client().resource(deployment()).create();

        client().resource(created).scale(0);

        Deployment scaled = client().resource(created).get();
        assertThat(scaled.getSpec().getReplicas()).isZero();
        assertThat(scaled.getMetadata().getGeneration()).isEqualTo(2);
        assertThat(client().resource(created).scale().getSpec().getReplicas()).isNull();
    }

    @Test
    void shouldFoldStringDataOfSecretsIntoTheirData() {
        Secret created = client().resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("a")
                        .withNamespace(namespace())
                        .endMetadata()
                        .addToStringData("k", "välue")
                        .build())
                .create();

        assertThat(created.getStringData()).isNullOrEmpty();
        assertThat(new String(Base64.getDecoder().decode(created.getData().get("k")), StandardCharsets.UTF_8))
                .isEqualTo("välue");
    }

    @Test
    void shouldAnswerAccessReviews() {
        assertThat(client().authorization()
                        .v1()
                        .selfSubjectAccessReview()
                        .create(new SelfSubjectAccessReviewBuilder()
                                .withNewSpec()
                                .withNewResourceAttributes()
                                .withVerb("delete")
                                .withResource("secrets")
                                .endResourceAttributes()
                                .endSpec()
                                .build())
                        .getStatus()
                        .getAllowed())
                .isTrue();
    }

    @Test
    void shouldDescribeItsKinds() {
        assertThat(client().getApiResources(WIDGETS).getResources())
                .extracting(resource -> resource.getName() + " " + resource.getKind() + " " + resource.getNamespaced())
                .containsExactly("widgets Widget true", "widgets/status Widget true");
        assertThat(client().supports(CustomResourceDefinition.class)).isTrue();
        assertThat(client().supports("example.com/v1", "Absent")).isFalse();
        assertThat(client().hasApiGroup("batch", true)).isTrue();
        assertThat(client().getKubernetesVersion().getMajor()).isEqualTo("1");
    }

    private void patchFinalizers(ConfigMap object, String finalizers) {
        client().resource(object)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":[" + finalizers + "]}}");
    }

    private List<String> names(String labels, String fields) {
        ListOptions options = new ListOptionsBuilder()
                .withLabelSelector(labels)
                .withFieldSelector(fields)
                .build();
        return client().configMaps().inNamespace(namespace()).list(options).getItems().stream()
                .map(item -> item.getMetadata().getName())
                .toList();
    }

    private NonNamespaceOperation<GenericKubernetesResource, ?, Resource<GenericKubernetesResource>> widgets() {
        return client().genericKubernetesResources(WIDGETS, "Widget").inNamespace(namespace());
    }

    private Resource<GenericKubernetesResource> applied(GenericKubernetesResource widget, String manager) {
        return (Resource<GenericKubernetesResource>) client().resource(widget).fieldManager(manager);
    }

    private GenericKubernetesResource withFinalizer(String finalizer) {
        return new GenericKubernetesResourceBuilder(widget("a", Map.of(), Map.of()))
                .editMetadata()
                .withFinalizers(finalizer)
                .endMetadata()
                .build();
    }

    private GenericKubernetesResource widget(String name, Map<String, Object> spec, Map<String, Object> status) {
        GenericKubernetesResource widget = new GenericKubernetesResourceBuilder()
                .withApiVersion(WIDGETS)
                .withKind("Widget")
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace())
                .endMetadata()
                .build();
        if (!spec.isEmpty()) {
            widget.setAdditionalProperty("spec", spec);
        }
        if (!status.isEmpty()) {
            widget.setAdditionalProperty("status", status);
        }
        return widget;
    }

    private ConfigMap configMap(String name, Map<String, String> data) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace())
                .addToLabels("contract", "")
                .endMetadata()
                .withData(data)
                .build();
    }

    private ConfigMap labelled(String name, String color, String size) {
        return new ConfigMapBuilder(configMap(name, Map.of()))
                .editMetadata()
                .addToLabels("color", color)
                .addToLabels("size", size)
                .endMetadata()
                .build();
    }

    private Deployment deployment() {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("workload")
                .withNamespace(namespace())
                .endMetadata()
                .withNewSpec()
                .withReplicas(2)
                .withNewSelector()
                .addToMatchLabels("app", "x")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "x")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("one")
                .withImage("image-one")
                .addNewEnv()
                .withName("A")
                .withValue("1")
                .endEnv()
                .endContainer()
                .addNewContainer()
                .withName("two")
                .withImage("image-two")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Watcher<ConfigMap> recordingInto(Queue<String> events) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap object) {
                events.add(action + " " + object.getMetadata().getName());
            }

            @Override
            public void onClose(WatcherException cause) {
                events.add("closed: " + cause);
            }
        };
    }

    private static ResourceEventHandler<ConfigMap> handlerRecordingInto(Queue<String> events) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(ConfigMap object) {
                events.add("added " + object.getMetadata().getName());
            }

            @Override
            public void onUpdate(ConfigMap old, ConfigMap object) {
                events.add("updated " + object.getMetadata().getName() + " to "
                        + object.getData().get("k"));
            }

            @Override
            public void onDelete(ConfigMap object, boolean finalStateUnknown) {
                events.add("deleted " + object.getMetadata().getName());
            }
        };
    }

    private static void assertFails(int code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).as(e.getMessage()).isEqualTo(code));
    }

    private Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace())
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(7L)
                .addNewContainer()
                .withName("main")
                .withImage("none")
                .endContainer()
                .endSpec()
                .build();
    }

    private void bind(String pod, String node) {
        client().raw(
                        "/api/v1/namespaces/" + namespace() + "/pods/" + pod + "/binding",
                        "POST",
                        new BindingBuilder()
                                .withNewMetadata()
                                .withName(pod)
                                .endMetadata()
                                .withNewTarget()
                                .withKind("Node")
                                .withName(node)
                                .endTarget()
                                .build());
    }
}
