package backup.holdfast.restic.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules are those of Go's net/http, which restic follows. */
class EnvironmentProxyTest {

    private static final String PROXY = "http://proxy.example:3128";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            example.com          | https://example.com:443      | true
            example.com          | https://s3.example.com:443   | true
            .example.com         | https://example.com:443      | false
            .example.com         | https://s3.example.com:443   | true
            *.example.com        | https://s3.example.com:443   | true
            example.com          | https://badexample.com:443   | false
            EXAMPLE.com          | https://s3.example.COM:443   | true
            a, example.com ,b    | https://example.com:443      | true
            *                    | https://example.com:443      | true
            example.com:9000     | https://example.com:9000     | true
            example.com:9000     | https://example.com:443      | false
            10.1.2.3             | https://10.1.2.3:443         | true
            10.0.0.0/8           | https://10.1.2.3:443         | true
            10.0.0.0/15          | https://10.2.0.1:443         | false
            10.0.0.0/8           | https://ten.example.com:443  | false
            fd00::/8             | https://[fd12::1]:443        | true
            fd00::/8             | https://10.1.2.3:443         | false
            10.0.0.0/99          | https://10.1.2.3:443         | false
            ''                   | https://example.com:443      | false
            ''                   | https://localhost:443        | true
            ''                   | https://127.0.0.1:443        | true
            ''                   | https://[::1]:443            | true
            """)
    void shouldKnowWhatIsReachedDirectly(String noProxy, URI endpoint, boolean direct) {
        EnvironmentProxy proxies = new EnvironmentProxy(Map.of("HTTPS_PROXY", PROXY, "NO_PROXY", noProxy));

        assertThat(proxies.of(endpoint).isEmpty()).isEqualTo(direct);
    }

    @Test
    void shouldTakeTheProxyOfTheSchemeInEitherCase() {
        URI plain = URI.create("http://store.example:80");
        URI secure = URI.create("https://store.example:443");

        EnvironmentProxy proxies = new EnvironmentProxy(Map.of("http_proxy", "proxy.example:3128"));

        assertThat(proxies.of(plain)).contains(URI.create(PROXY));
        assertThat(proxies.of(secure)).isEmpty();
        assertThat(new EnvironmentProxy(Map.of("HTTPS_PROXY", PROXY)).of(secure))
                .contains(URI.create(PROXY));
    }
}
