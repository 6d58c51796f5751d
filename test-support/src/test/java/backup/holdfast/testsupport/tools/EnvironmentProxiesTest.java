package backup.holdfast.testsupport.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxiesTest {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "https_proxy", "http://proxy.example:3128",
            "HTTP_PROXY", "upper.example:8080",
            "no_proxy", "localhost, .internal.example ,*.corp.example");

    @ParameterizedTest
    @CsvSource({
        "https://github.com/x, proxy.example, 3128",
        "http://github.com/x, upper.example, 8080",
        "https://internal.example.com/x, proxy.example, 3128",
    })
    void shouldUseTheProxyOfTheScheme(URI address, String host, int port) {
        assertThat(new EnvironmentProxies(ENVIRONMENT).select(address))
                .containsExactly(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://localhost/x",
        "https://a.internal.example/x",
        "https://internal.example/x",
        "https://git.corp.example/x",
    })
    void shouldGoStraightToExcludedHosts(URI address) {
        assertThat(new EnvironmentProxies(ENVIRONMENT).select(address)).containsExactly(Proxy.NO_PROXY);
    }

    @ParameterizedTest
    @CsvSource({"https://github.com/x", "http://github.com/x"})
    void shouldGoStraightWhenNoProxyIsNamed(URI address) {
        assertThat(new EnvironmentProxies(Map.of()).select(address)).containsExactly(Proxy.NO_PROXY);
    }
}
