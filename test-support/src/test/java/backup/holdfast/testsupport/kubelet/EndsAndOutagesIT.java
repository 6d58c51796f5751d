package backup.holdfast.testsupport.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.testsupport.cluster.ClusterTest;
import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.inmemory.InMemoryApiServer;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is left when a test kubelet ends, and what it does while the API server is away. */
@ClusterTest
class EndsAndOutagesIT {

    private static final String FOR_EVER = "trap '' TERM; echo ready; while :; do sleep 0.05; done";

    @Test
    void shouldLeaveNothing(KubernetesClient client) throws Exception {
        List<String> mounts = mounts();
        List<Path> folders = folders();
        JobFixture jobs = new JobFixture(client);
        ProcessHandle outside;
        try (TestKubelet kubelet = TestKubelet.on(client)
                .node("node-x")
                .image("shell", ContainerImage.command("sh", "-c"))
                .storageClass("folders")
                .start()) {
            jobs.claim("photos", "folders");
            kubelet.volume("photos");
            List<ProcessHandle> before = children();
            jobs.create("job", FOR_EVER);
            kubelet.awaitPod("job").awaitRunning();
            assertThat(mounts()).as("while it runs").isEqualTo(mounts);
            outside = children().stream()
                    .filter(child -> !before.contains(child))
                    .findFirst()
                    .orElseThrow();
        }

        assertThat(outside.isAlive()).isFalse();
        assertThat(mounts()).isEqualTo(mounts);
        assertThat(folders()).isEqualTo(folders);
        assertThat(client.nodes().list().getItems()).isEmpty();
        assertThat(client.storage().v1().storageClasses().list().getItems()).isEmpty();
        assertThat(client.persistentVolumes().list().getItems()).isEmpty();
    }

    @Test
    void shouldTellWhatHappenedWhileTheApiServerWasAway() throws Exception {
        try (InMemoryApiServer server = InMemoryApiServer.start();
                KubernetesClient client = TestCluster.connect(new ConfigBuilder(server.clientConfig())
                        .withNamespace("away")
                        .build())) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName("away")
                            .endMetadata()
                            .build())
                    .create();
            try (TestKubelet kubelet = TestKubelet.on(client)
                    .image("shell", ContainerImage.command("sh", "-c"))
                    .start()) {
                JobFixture jobs = new JobFixture(client);
                jobs.create("job", "echo ready; trap 'exit 6' USR1; while :; do sleep 0.05; done");
                PodHandle handle = kubelet.awaitPod("job").awaitRunning();

                server.stop();
                handle.kill();
                await().atMost(JobFixture.SOON).until(() -> !handle.isAlive());
                server.restart();

                assertThat(handle.awaitEnd()
                                .getStatus()
                                .getContainerStatuses()
                                .get(0)
                                .getState()
                                .getTerminated()
                                .getExitCode())
                        .isEqualTo(137);
                assertThat(jobs.awaitEnd("job").getReason()).isEqualTo("BackoffLimitExceeded");
            }
        }
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().children().toList();
    }

    /** Where something is mounted, as this process sees it. */
    private static List<String> mounts() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return lines.map(line -> line.split(" ", -1)[4]).sorted().toList();
        }
    }

    private static List<Path> folders() throws IOException {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                Path.of(System.getProperty("java.io.tmpdir")),
                "holdfast-kubelet-" + ProcessHandle.current().pid() + "-*")) {
            found.forEach(folders::add);
        }
        return folders;
    }
}
