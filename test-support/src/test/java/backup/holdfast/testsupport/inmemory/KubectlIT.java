package backup.holdfast.testsupport.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands people type, through a real kubectl. */
class KubectlIT {

    @TempDir
    private Path temp;

    private InMemoryApiServer server;

    @BeforeEach
    void start() throws Exception {
        try {
            run("version", "--client");
        } catch (IOException e) {
            Assumptions.abort("needs kubectl on the PATH: " + e.getMessage());
        }
        server = InMemoryApiServer.start();
        server.writeKubeconfig(temp.resolve("kubeconfig"));
        Path definition = Path.of(
                getClass().getClassLoader().getResource("crds/widgets.yaml").toURI());
        assertThat(run("apply", "-f", definition.toString()))
                .isEqualTo("customresourcedefinition.apiextensions.k8s.io/widgets.testing.holdfast.backup created");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void shouldApplyAndShowObjects() throws Exception {
        Path manifest = Files.writeString(temp.resolve("manifest.yaml"), """
                apiVersion: testing.holdfast.backup/v1alpha1
                kind: Widget
                metadata:
                  name: a
                spec:
                  size: 3
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata:
                  name: data
                spec:
                  accessModes: [ReadWriteOnce]
                  resources:
                    requests:
                      storage: 1Gi
                """);

        assertThat(run("apply", "-f", manifest.toString())).isEqualTo("""
                widget.testing.holdfast.backup/a created
                persistentvolumeclaim/data created""");
        assertThat(run("apply", "-f", manifest.toString())).isEqualTo("""
                widget.testing.holdfast.backup/a unchanged
                persistentvolumeclaim/data unchanged""");
        assertThat(run("get", "pvc"))
                .matches("NAME +STATUS +VOLUME +CAPACITY +STORAGECLASS +AGE\ndata +Pending +\\d+s");
        assertThat(run("get", "widgets")).matches("NAME +SIZE +PHASE +AGE\na +3 +\\d+s");
        assertThat(run("get", "wdg", "a", "-o", "jsonpath={.spec.size}")).isEqualTo("3");
        assertThat(run("get", "widgets", "b"))
                .isEqualTo("Error from server (NotFound): widgets.testing.holdfast.backup \"b\" not found");
    }

    @Test
    void shouldChangeAndDeleteObjects() throws Exception {
        Path manifest = Files.writeString(temp.resolve("manifest.yaml"), """
                apiVersion: testing.holdfast.backup/v1alpha1
                kind: Widget
                metadata:
                  name: a
                spec:
                  size: 3
                """);
        run("apply", "--server-side", "-f", manifest.toString());

        assertThat(run("annotate", "widget", "a", "example.com/requested=now"))
                .isEqualTo("widget.testing.holdfast.backup/a annotated");
        assertThat(run("patch", "widget", "a", "--type", "merge", "-p", "{\"spec\":{\"size\":7}}"))
                .isEqualTo("widget.testing.holdfast.backup/a patched");
        assertThat(run(
                        "patch",
                        "widget",
                        "a",
                        "--subresource",
                        "status",
                        "--type",
                        "merge",
                        "-p",
                        "{\"status\":{\"phase\":\"Ready\"}}"))
                .isEqualTo("widget.testing.holdfast.backup/a patched");
        assertThat(run("wait", "--for=jsonpath={.status.phase}=Ready", "widget/a", "--timeout=10s"))
                .isEqualTo("widget.testing.holdfast.backup/a condition met");
        assertThat(run(
                        "get",
                        "widget",
                        "a",
                        "-o",
                        "jsonpath={.metadata.annotations.example\\.com/requested} {.spec.size} {.status.phase}"))
                .isEqualTo("now 7 Ready");
        assertThat(run("delete", "widget", "a", "--timeout=10s"))
                .isEqualTo("widget.testing.holdfast.backup \"a\" deleted");
        assertThat(run("get", "widgets")).isEqualTo("No resources found in default namespace.");
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        Path output = temp.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("KUBECONFIG", temp.resolve("kubeconfig").toString());
        builder.environment().put("HOME", temp.toString());
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        return Files.readString(output)
                .lines()
                .filter(line -> !line.startsWith("WARNING: version difference"))
                .reduce((a, b) -> a + "\n" + b)
                .orElse("")
                .stripTrailing();
    }
}
