package backup.holdfast.testsupport.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterKindTest {

    @TempDir
    private Path temp;

    @ParameterizedTest
    @CsvSource({"mock, MOCK", "apiserver, API_SERVER", "kubeconfig, KUBECONFIG"})
    void shouldTakeWhatWasAskedFor(String word, ClusterKind kind) {
        assertThat(ClusterKind.choose(Optional.of(word), Map.of())).isEqualTo(kind);
    }

    @Test
    void shouldNameTheChoicesWhenItDoesNotKnowTheWord() {
        assertThatThrownBy(() -> ClusterKind.choose(Optional.of("kind"), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("-Dk8s=kind: use one of mock, apiserver, kubeconfig");
    }

    @Test
    void shouldTakeTheRealServerOnlyIfBothBinariesAreThere() throws IOException {
        Map<String, String> environment = Map.of("KUBEBUILDER_ASSETS", temp.toString());
        executable("kube-apiserver");
        assertThat(ClusterKind.choose(Optional.empty(), environment)).isEqualTo(ClusterKind.MOCK);

        executable("etcd");
        assertThat(ClusterKind.choose(Optional.empty(), environment)).isEqualTo(ClusterKind.API_SERVER);
    }

    @Test
    void shouldNotUseAClusterThatNobodyNamed() {
        assertThatThrownBy(() -> KubeconfigCluster.fromEnvironment(Map.of("HOME", temp.toString())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("set KUBECONFIG");
    }

    private void executable(String name) throws IOException {
        Files.setPosixFilePermissions(
                Files.createFile(temp.resolve(name)), PosixFilePermissions.fromString("rwx------"));
    }
}
