package backup.holdfast.restic.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepositoryTest {

    @Test
    void shouldShowNoSecretInItsText() {
        Repository repository = Repository.from(
                        Map.of("RESTIC_REPOSITORY", "rest:http://user:hunter22@host/", "RESTIC_PASSWORD", "horse"))
                .withCache(Path.of("/cache"));

        assertThat(repository)
                .hasToString("Repository[rest:http://host/, environment=[RESTIC_PASSWORD, RESTIC_REPOSITORY],"
                        + " cacheDirectory=Optional[/cache], caCertificate=Optional.empty]");
    }

    @Test
    void shouldHandResticTheLocationAsItWasGiven() {
        assertThat(Repository.from(Map.of("RESTIC_REPOSITORY", "s3:host/bucket//a/"))
                        .environment())
                .isEqualTo(Map.of("RESTIC_REPOSITORY", "s3:host/bucket//a/"));
    }

    @Test
    void shouldRefuseAnEnvironmentThatNamesNoRepository() {
        Map<String, String> environment = Map.of("RESTIC_PASSWORD", "horse");

        assertThatThrownBy(() -> Repository.from(environment))
                .isInstanceOf(MalformedLocationException.class)
                .hasMessage("the repository location is empty");
    }
}
