package backup.holdfast.testsupport.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.testsupport.cluster.ClusterTest;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a container sees of its pod. */
@ClusterTest
class ContainersIT {

    @AutoClose
    private TestKubelet kubelet;

    private KubernetesClient client;
    private JobFixture jobs;

    @BeforeEach
    void start(KubernetesClient ofTest) {
        client = ofTest;
        kubelet = TestKubelet.on(client)
                .image("shell", ContainerImage.command("sh", "-c").withVariable("FROM_IMAGE", "yes"))
                .image("java", ContainerImage.java(List.of("-Xshare:auto"), Greeter.class.getName(), "hello"))
                .start();
        jobs = new JobFixture(client);
    }

    @Test
    void shouldBeAloneUnderItsHostName() {
        assertThat(logs("hostname; echo $HOSTNAME $$$$; cd /proc; set -- [0-9]*; echo $#; cat /etc/hosts", pod -> pod))
                .isEqualTo("""
                        run-1
                        run-1 1
                        1
                        127.0.0.1 localhost
                        ::1 localhost
                        127.0.0.1 run-1
                        """);
    }

    @Test
    void shouldGetItsVariablesFromEverywhere() {
        secret();
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("settings")
                        .endMetadata()
                        .addToData("MODE", "quiet")
                        .build())
                .create();

        String seen = logs(
                "echo $FROM_IMAGE $X_user $X_password; echo $MODE $WORD; echo \"[$NONE]\"; echo $POD $NAMESPACE $LABEL; echo $MEMORY $SUM",
                pod -> pod.editFirstContainer()
                        .addNewEnvFrom()
                        .withPrefix("X_")
                        .withNewSecretRef("secrets", false)
                        .endEnvFrom()
                        .addNewEnvFrom()
                        .withNewConfigMapRef("missing", true)
                        .endEnvFrom()
                        .addNewEnv()
                        .withName("MODE")
                        .withNewValueFrom()
                        .withNewConfigMapKeyRef("MODE", "settings", false)
                        .endValueFrom()
                        .endEnv()
                        .addNewEnv()
                        .withName("WORD")
                        .withNewValueFrom()
                        .withNewSecretKeyRef("password", "secrets", false)
                        .endValueFrom()
                        .endEnv()
                        .addNewEnv()
                        .withName("NONE")
                        .withNewValueFrom()
                        .withNewSecretKeyRef("nothing", "secrets", true)
                        .endValueFrom()
                        .endEnv()
                        .addNewEnv()
                        .withName("POD")
                        .withNewValueFrom()
                        .withNewFieldRef("v1", "metadata.name")
                        .endValueFrom()
                        .endEnv()
                        .addNewEnv()
                        .withName("NAMESPACE")
                        .withNewValueFrom()
                        .withNewFieldRef("v1", "metadata.namespace")
                        .endValueFrom()
                        .endEnv()
                        .addNewEnv()
                        .withName("LABEL")
                        .withNewValueFrom()
                        .withNewFieldRef("v1", "metadata.labels['holdfast.backup/run']")
                        .endValueFrom()
                        .endEnv()
                        .addNewEnv()
                        .withName("MEMORY")
                        .withNewValueFrom()
                        .withNewResourceFieldRef()
                        .withContainerName("main")
                        .withDivisor(new Quantity("1Mi"))
                        .withResource("limits.memory")
                        .endResourceFieldRef()
                        .endValueFrom()
                        .endEnv()
                        .addNewEnv()
                        .withName("SUM")
                        .withValue("$(MODE)-$$(MODE)-$(UNKNOWN)")
                        .endEnv()
                        .withNewResources()
                        .addToLimits("memory", new Quantity("256Mi"))
                        .endResources()
                        .endContainer());

        PodHandle pod = kubelet.awaitPod("job");
        assertThat(seen)
                .isEqualTo("yes me word of secret\nquiet word of secret\n[]\n" + pod.name() + " "
                        + client.getNamespace() + " run-1\n256 quiet-$(MODE)-$(UNKNOWN)\n");
    }

    @Test
    void shouldWaitForASecretThatIsMissing() {
        jobs.create(JobFixture.job(
                "job",
                "echo $WORD",
                pod -> pod.editFirstContainer()
                        .addNewEnv()
                        .withName("WORD")
                        .withNewValueFrom()
                        .withNewSecretKeyRef("password", "secrets", false)
                        .endValueFrom()
                        .endEnv()
                        .endContainer()));
        PodHandle handle = kubelet.awaitPod("job");

        Pod waiting = handle.await("waits for its Secret", pod -> "CreateContainerConfigError".equals(reason(pod)));

        assertThat(waiting.getStatus().getPhase()).isEqualTo("Pending");
        assertThat(waiting(waiting).getMessage()).isEqualTo("secret \"secrets\" not found");
        secret();
        handle.awaitEnd();
        assertThat(handle.logs()).isEqualTo("word of secret\n");
    }

    @Test
    void shouldSeeSecretsAndSettingsAsFiles() {
        secret();
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("settings")
                        .endMetadata()
                        .addToData("a", "of a")
                        .addToData("b", "of b")
                        .build())
                .create();

        assertThat(logs(
                        "cat /mnt/secret/password; echo; stat -c %a /mnt/secret/password; ls /mnt/secret; cat /mnt/all/x/a /mnt/all/name;"
                                + " echo; cat /mnt/one/b; echo; touch /mnt/secret/y",
                        pod -> pod.addNewVolume()
                                .withName("secret")
                                .withNewSecret()
                                .withSecretName("secrets")
                                .withDefaultMode(0400)
                                .addNewItem("password", null, "password")
                                .endSecret()
                                .endVolume()
                                .addNewVolume()
                                .withName("all")
                                .withNewProjected()
                                .addNewSource()
                                .withNewConfigMap()
                                .withName("settings")
                                .addNewItem("a", null, "x/a")
                                .endConfigMap()
                                .endSource()
                                .addNewSource()
                                .withNewDownwardAPI()
                                .addNewItem()
                                .withPath("name")
                                .withNewFieldRef("v1", "metadata.labels['holdfast.backup/run']")
                                .endItem()
                                .endDownwardAPI()
                                .endSource()
                                .endProjected()
                                .endVolume()
                                .addNewVolume()
                                .withName("settings")
                                .withNewConfigMap()
                                .withName("settings")
                                .endConfigMap()
                                .endVolume()
                                .editFirstContainer()
                                .addNewVolumeMount()
                                .withName("secret")
                                .withMountPath("/mnt/secret")
                                .endVolumeMount()
                                .addNewVolumeMount()
                                .withName("all")
                                .withMountPath("/mnt/all")
                                .endVolumeMount()
                                .addNewVolumeMount()
                                .withName("settings")
                                .withMountPath("/mnt/one/b")
                                .withSubPath("b")
                                .endVolumeMount()
                                .endContainer()))
                .isEqualTo("word of secret\n400\npassword\nof arun-1\nof b\n"
                        + "touch: cannot touch '/mnt/secret/y': Read-only file system\n");
    }

    @Test
    void shouldRunAsTheUserItIsToldTo() {
        assertThat(logs(
                        "id -u; id -g; id -G; grep CapBnd /proc/self/status; touch /tmp/mine && stat -c '%u %g' /tmp/mine",
                        pod -> pod.withNewSecurityContext()
                                .withRunAsUser(1234L)
                                .withRunAsGroup(2345L)
                                .withFsGroup(3456L)
                                .endSecurityContext()
                                .addNewVolume()
                                .withName("tempdir")
                                .withNewEmptyDir()
                                .endEmptyDir()
                                .endVolume()
                                .editFirstContainer()
                                .addNewVolumeMount()
                                .withName("tempdir")
                                .withMountPath("/tmp")
                                .endVolumeMount()
                                .withNewSecurityContext()
                                .withAllowPrivilegeEscalation(false)
                                .withNewCapabilities()
                                .addToDrop("ALL")
                                .endCapabilities()
                                .endSecurityContext()
                                .endContainer()))
                .isEqualTo("1234\n2345\n2345 3456\nCapBnd:\t0000000000000000\n1234 3456\n");
    }

    @Test
    void shouldNotWriteWhereItMayNot() {
        UnaryOperator<PodSpecBuilder> readOnly = pod -> pod.addNewVolume()
                .withName("tempdir")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .editFirstContainer()
                .addNewVolumeMount()
                .withName("tempdir")
                .withMountPath("/tmp")
                .endVolumeMount()
                .withNewSecurityContext()
                .withReadOnlyRootFilesystem(true)
                .endSecurityContext()
                .endContainer();

        assertThat(logs("for f in /tmp /root /etc /new; do mkdir -p $f/x 2>/dev/null && echo $f; done", readOnly))
                .isEqualTo("/tmp\n");
    }

    @Test
    void shouldHaveAWritableLayerThatIsItsOwn() {
        assertThat(logs("for f in /tmp /root /etc /new; do mkdir -p $f/x 2>/dev/null && echo $f; done", pod -> pod))
                .isEqualTo("/tmp\n/root\n/new\n");

        assertThat(Path.of("/new")).doesNotExist();
        assertThat(Path.of("/root/x")).doesNotExist();
    }

    @Test
    void shouldLeaveOutInitContainersItHasNoImageFor() {
        String seen = logs(
                "cat /shared/from-init",
                pod -> pod.addNewVolume()
                        .withName("work")
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .endVolume()
                        .addNewInitContainer()
                        .withName("injected")
                        .withImage("registry.example/other/jitter:1")
                        .endInitContainer()
                        .addNewInitContainer()
                        .withName("own")
                        .withImage("shell")
                        .withArgs("echo prepared > /shared/from-init")
                        .addNewVolumeMount()
                        .withName("work")
                        .withMountPath("/shared")
                        .endVolumeMount()
                        .endInitContainer()
                        .editFirstContainer()
                        .addNewVolumeMount()
                        .withName("work")
                        .withMountPath("/shared")
                        .endVolumeMount()
                        .endContainer());

        assertThat(seen).endsWith("prepared\n");
    }

    @Test
    void shouldRunThisJvmsClassesAndItsOwnPrograms(@TempDir Path temp) throws Exception {
        Path program = Files.writeString(temp.resolve("greet"), "#!/bin/sh\necho \"a program greets $1\"\n");
        Files.setAttribute(program, "unix:mode", 0755);
        kubelet.close();
        kubelet = TestKubelet.on(client)
                .image(
                        "registry.example/team/shell:1.0",
                        ContainerImage.java(List.of(), Greeter.class.getName(), "hello")
                                .withProgram("greet", program))
                .start();

        assertThat(logs("you", pod -> pod)).isEqualTo("a program greets hello you\n");
    }

    @Test
    void shouldTellOnlyTheEndOfALongMessage() {
        jobs.create(
                "job",
                "head -c 5000 /dev/zero | tr '\\0' x > /dev/termination-log; printf end >> /dev/termination-log");

        String message = kubelet.awaitPod("job")
                .awaitEnd()
                .getStatus()
                .getContainerStatuses()
                .get(0)
                .getState()
                .getTerminated()
                .getMessage();

        assertThat(message).hasSize(4096).endsWith("xxend");
    }

    @Test
    void shouldTellTheEndOfTheLogWhereThatWasAskedFor() {
        jobs.create(JobFixture.job(
                "job",
                "echo the last words; exit 1",
                pod -> pod.editFirstContainer()
                        .withTerminationMessagePolicy("FallbackToLogsOnError")
                        .endContainer()));

        assertThat(kubelet.awaitPod("job")
                        .awaitEnd()
                        .getStatus()
                        .getContainerStatuses()
                        .get(0)
                        .getState()
                        .getTerminated()
                        .getMessage())
                .isEqualTo("the last words\n");
    }

    private void secret() {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("secrets")
                        .endMetadata()
                        .addToStringData("user", "me")
                        .addToStringData("password", "word of secret")
                        .build())
                .create();
    }

    private String logs(String script, UnaryOperator<PodSpecBuilder> pod) {
        jobs.create(JobFixture.job("job", script, pod));
        PodHandle handle = kubelet.awaitPod("job");
        handle.awaitEnd();
        return handle.logs();
    }

    private static String reason(Pod pod) {
        return waiting(pod) == null ? "" : waiting(pod).getReason();
    }

    private static ContainerStateWaiting waiting(Pod pod) {
        return pod.getStatus().getContainerStatuses().get(0).getState().getWaiting();
    }

    /** A mover of a kind: greets by way of a program. */
    static final class Greeter {

        public static void main(String[] words) throws Exception {
            Process greeting = new ProcessBuilder("greet", String.join(" ", words))
                    .inheritIO()
                    .start();
            System.exit(greeting.waitFor());
        }
    }
}
