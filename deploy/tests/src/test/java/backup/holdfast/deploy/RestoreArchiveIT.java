package backup.holdfast.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.ResourceDefinitions;
import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.inmemory.InMemoryApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The restore command as people get it: unpacked somewhere, and run. */
class RestoreArchiveIT {
    private static final Path RESTORE = Shipped.ROOT.resolve(Path.of("deploy", "restore"));
    private static final Path JDK = Path.of(System.getProperty("java.home"));

    @TempDir
    private Path folder;

    private InMemoryApiServer server;
    private Path kubeconfig;

    @BeforeEach
    void start() {
        server = InMemoryApiServer.start();
        kubeconfig = server.writeKubeconfig(folder.resolve("kubeconfig"));
        try (KubernetesClient client = TestCluster.connect(server.clientConfig())) {
            ResourceDefinitions.all()
                    .forEach(definition -> client.resource(definition).create());
            client.resource(client.getKubernetesSerialization().unmarshal("""
                            apiVersion: volsync.backube/v1alpha1
                            kind: ReplicationSource
                            metadata: {name: photos, namespace: default}
                            spec: {sourcePVC: photos, trigger: {manual: a}, restic: {repository: photos, copyMethod: Direct}}
                            """, GenericKubernetesResource.class))
                    .create();
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldRunFromThePortableArchiveWithAJdk() throws Exception {
        Path home = unpack(RESTORE.resolve("target").resolve("holdfast-restore.tar.gz"));
        Map<String, String> environment = Map.of("JAVA_HOME", JDK.toString());

        assertWorks(home, environment);
    }

    /** What people wait for is kept as the JVM has it in memory: by JDK 17 when it is told to, by later ones without a word. */
    @Test
    void shouldKeepItsClassesBesideItsJarsAndSayNothingOfIt() throws Exception {
        Path home = unpack(RESTORE.resolve("target").resolve("holdfast-restore.tar.gz"));
        Map<String, String> first = Map.of("JAVA_HOME", JDK.toString(), "HOLDFAST_ARCHIVE", "1");

        assertThat(run(home, "restore", first, "status").exitCode()).isZero();

        assertThat(home.resolve("lib").resolve("restore-" + System.getProperty("java.version") + ".jsa"))
                .isNotEmptyFile();
        assertWorks(home, Map.of("JAVA_HOME", JDK.toString()));
        // Other jars than those it was made of.
        try (var jars = Files.newDirectoryStream(home.resolve("lib"), "holdfast-crds-*.jar")) {
            for (Path jar : jars) {
                Files.setLastModifiedTime(jar, java.nio.file.attribute.FileTime.fromMillis(0));
            }
        }
        assertWorks(home, Map.of("JAVA_HOME", JDK.toString()));
    }

    @Test
    void shouldBringItsOwnJavaWhereThereIsNone() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(JDK.resolve("bin").resolve("jlink")), "needs a JDK with jlink, and this is " + JDK);
        Path target = Files.createDirectories(folder.resolve("bundles"));
        Ended bundled = run(
                new ProcessBuilder(RESTORE.resolve("bundle").toString(), target.toString()),
                Map.of("JAVA_HOME", JDK.toString()));
        Assumptions.assumeFalse(bundled.output().startsWith("no bundle is made for "), bundled.output());
        assertThat(bundled.exitCode()).as(bundled.output()).isZero();

        try (var bundles = Files.newDirectoryStream(target, "holdfast-restore-linux-*.tar.gz")) {
            Path home = unpack(bundles.iterator().next());
            // Nothing on the PATH but what the launcher needs, and that is not Java.
            Path tools = Files.createDirectories(folder.resolve("tools"));
            for (String tool : List.of("sh", "readlink")) {
                Files.createSymbolicLink(tools.resolve(tool), find(tool));
            }

            assertWorks(home, Map.of("PATH", tools.toString()));
        }
    }

    private void assertWorks(Path home, Map<String, String> environment) throws Exception {
        assertThat(run(home, "restore", environment, "--version")).isEqualTo(new Ended(0, "Holdfast 0.1.0\n"));
        Ended status = run(home, "kubectl-restore", environment, "status");
        assertThat(status.exitCode()).as(status.output()).isZero();
        // And nothing else: the JVM keeps what it thinks of its archives to itself.
        assertThat(status.output()).startsWith("NAMESPACE").contains("photos").hasLineCount(2);
    }

    private Path unpack(Path archive) throws Exception {
        Ended unpacked = run(
                new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", folder.toString()),
                Map.of("PATH", System.getenv("PATH")));
        assertThat(unpacked.exitCode()).as(unpacked.output()).isZero();
        return folder.resolve("holdfast-restore");
    }

    private static Path find(String tool) {
        return List.of("/bin", "/usr/bin").stream()
                .map(it -> Path.of(it).resolve(tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private record Ended(int exitCode, String output) {}

    private Ended run(Path home, String program, Map<String, String> environment, String... arguments)
            throws Exception {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin").resolve(program).toString()));
        command.addAll(List.of(arguments));
        return run(new ProcessBuilder(command), environment);
    }

    /** In this environment and no other. */
    private Ended run(ProcessBuilder process, Map<String, String> environment)
            throws IOException, InterruptedException {
        process.redirectErrorStream(true);
        String path = System.getenv("PATH");
        process.environment().clear();
        process.environment().put("PATH", path);
        process.environment().put("HOME", folder.toString());
        process.environment().put("KUBECONFIG", kubeconfig.toString());
        process.environment().putAll(environment);
        Process started = process.start();
        started.getOutputStream().close();
        String output = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(started.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Ended(started.exitValue(), output);
    }
}
