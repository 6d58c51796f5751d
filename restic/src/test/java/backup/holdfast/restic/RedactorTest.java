package backup.holdfast.restic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RedactorTest {

    @Test
    void shouldMaskTheValuesOfSecretVariables() {
        Redactor redactor = new Redactor(Map.of(
                "RESTIC_PASSWORD", "correct horse",
                "AWS_SECRET_ACCESS_KEY", "correct horse battery",
                "AWS_DEFAULT_REGION", "us-east-1"));

        assertThat(redactor.mask("a correct horse, a correct horse battery, in us-east-1"))
                .isEqualTo("a ***, a ***, in us-east-1");
    }

    @Test
    void shouldMaskPasswordsInUrls() {
        Redactor redactor = new Redactor(Map.of());

        assertThat(redactor.mask("Head \"http://user:p%40ss@host:8000/config\": dial tcp, mail a@b"))
                .isEqualTo("Head \"http://user:***@host:8000/config\": dial tcp, mail a@b");
    }

    @Test
    void shouldLeaveWordsAloneThatAShortPasswordHappensToBe() {
        Redactor redactor = new Redactor(Map.of("RESTIC_PASSWORD", "data"));

        assertThat(redactor.mask("Load(<data/ee4925a1>)")).isEqualTo("Load(<data/ee4925a1>)");
    }

    @Test
    void shouldNotMaskTheNameOfASecretFile() {
        Redactor redactor = new Redactor(Map.of("RESTIC_PASSWORD_FILE", "/run/password"));

        assertThat(redactor.mask("open /run/password")).isEqualTo("open /run/password");
    }
}
