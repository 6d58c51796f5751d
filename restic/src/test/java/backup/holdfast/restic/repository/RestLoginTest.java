package backup.holdfast.restic.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestLoginTest {

    private static final Map<String, String> BESIDE =
            Map.of("RESTIC_REST_USERNAME", "bob", "RESTIC_REST_PASSWORD", "horse");

    @ParameterizedTest
    @CsvSource({
        "rest:http://host:8000/,                     bob,    horse",
        "rest:http://ann:staple@host:8000/a/,        ann,    staple",
        "rest:https://ann@host/,                     ann,    ''",
        "rest:https://:staple@host/,                 '',     staple",
        "rest:https://a%40b:p%3Aq%2Fr+s%25@host/a@b, a@b,    p:q/r+s%"
    })
    void shouldTakeTheLoginInsideTheLocationFirst(String location, String user, String password) {
        assertThat(login(location, BESIDE)).contains(new RestLogin(user, password));
    }

    @Test
    void shouldSignInAsNobodyWithoutAnything() {
        assertThat(login("rest:http://host/", Map.of())).isEmpty();
    }

    @Test
    void shouldHideWhatItHolds() {
        RestLogin login = new RestLogin("ann", "staple");

        assertThat(login).hasToString("RestLogin[***]");
        assertThat(login.masked("no good: staple")).isEqualTo("no good: ***");
        assertThat(login.authorization()).isEqualTo("Basic YW5uOnN0YXBsZQ==");
        assertThatThrownBy(() -> login("rest:http://ann:staple%zz@host/", Map.of()))
                .isInstanceOf(MalformedLocationException.class)
                .hasMessageNotContaining("staple");
    }

    private static Optional<RestLogin> login(String location, Map<String, String> beside) {
        Map<String, String> environment = new HashMap<>(beside);
        environment.put("RESTIC_REPOSITORY", location);
        return RestLogin.of(environment);
    }
}
