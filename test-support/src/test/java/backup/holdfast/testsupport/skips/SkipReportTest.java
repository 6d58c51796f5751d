package backup.holdfast.testsupport.skips;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.testsupport.cluster.ClusterKind;
import backup.holdfast.testsupport.cluster.RequiresNodes;
import backup.holdfast.testsupport.cluster.RequiresRealApi;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class SkipReportTest {

    @TempDir
    private Path temp;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void shouldNameEverySkippedTestAndWhy() {
        run(Various.class);

        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("""
                ------------------------------------------------------------------------
                SKIPPED 3 tests of module-x
                  1 of SkipReportTest$Various: needs rain
                  2 of SkipReportTest$Various: needs a moon: wait for the night
                ------------------------------------------------------------------------
                """);
        assertThat(temp.resolve("target/skipped-tests.txt")).hasContent("""
                module-x: 1 of SkipReportTest$Various: needs rain
                module-x: 2 of SkipReportTest$Various: needs a moon: wait for the night
                """);
    }

    @Test
    void shouldCountTheTestsOfADisabledClass() {
        run(NeedsRealApi.class);
        run(NeedsNodes.class);

        assertThat(temp.resolve("target/skipped-tests.txt")).hasContent("""
                module-x: 2 of SkipReportTest$NeedsRealApi: needs a real API server: put kube-apiserver and etcd (setup-envtest \
                fetches them) into a folder and set KUBEBUILDER_ASSETS to it, or run with -Dk8s=kubeconfig
                module-x: 1 of SkipReportTest$NeedsNodes: needs a cluster that runs pods: set KUBECONFIG and run with \
                -Dk8s=kubeconfig
                """);
    }

    @Test
    void shouldBeSilentWhenEverythingRan() {
        run(Complete.class);

        assertThat(printed.size()).isZero();
        assertThat(temp.resolve("target/skipped-tests.txt")).doesNotExist();
    }

    private void run(Class<?> tests) {
        SkipReport report = new SkipReport(
                new PrintStream(printed, true, StandardCharsets.UTF_8),
                temp.resolve("target/skipped-tests.txt"),
                "module-x");
        LauncherFactory.create(LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build())
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(tests))
                                .configurationParameter(ClusterKind.PROPERTY, "mock")
                                .build(),
                        report);
    }

    static class Various {

        @Test
        void runs() {
            assertThat(true).isTrue();
        }

        @Test
        @Disabled("needs rain")
        void isDisabled() {}

        @Test
        void aborts() {
            Assumptions.assumeTrue(false, "needs a moon: wait for the night");
        }

        @Test
        void abortsToo() {
            Assumptions.abort("needs a moon: wait for the night");
        }
    }

    @RequiresRealApi
    static class NeedsRealApi {

        @Test
        void one() {}

        @Test
        void two() {}
    }

    static class NeedsNodes {

        @Test
        @RequiresNodes
        void one() {}
    }

    static class Complete {

        @Test
        void runs() {}
    }
}
