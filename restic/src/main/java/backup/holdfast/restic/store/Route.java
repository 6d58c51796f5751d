package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * How connections to a store are made: by which proxy, trusting whom, and how patiently. The JVM's own proxy settings and trust play no part,
 * for restic knows neither.
 *
 * @param trust whom to trust; the authorities that come with the JDK if nobody else is named
 */
record Route(Optional<URI> proxy, Optional<SSLSocketFactory> trust, Duration connect, Duration read) {

    private static final int DEFAULT_PROXY_PORT = 80;

    Route {
        requireNonNull(proxy, "proxy is null");
        requireNonNull(trust, "trust is null");
        requireNonNull(connect, "connect is null");
        requireNonNull(read, "read is null");
    }

    HttpURLConnection createConnection(URI uri) {
        try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(javaProxy());
            connection.setConnectTimeout((int) connect.toMillis());
            connection.setReadTimeout((int) read.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            if (connection instanceof HttpsURLConnection secure) {
                trust.ifPresent(secure::setSSLSocketFactory);
            }
            proxyCredentials().ifPresent(it -> connection.setRequestProperty("Proxy-Authorization", it));
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Proxy javaProxy() {
        return proxy.map(it -> new Proxy(
                        Proxy.Type.HTTP,
                        new InetSocketAddress(it.getHost(), it.getPort() < 0 ? DEFAULT_PROXY_PORT : it.getPort())))
                .orElse(Proxy.NO_PROXY);
    }

    private Optional<String> proxyCredentials() {
        return proxy.map(URI::getRawUserInfo)
                .map(it -> URLDecoder.decode(it.replace("+", "%2B"), StandardCharsets.UTF_8))
                .map(it -> "Basic " + Base64.getEncoder().encodeToString(it.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return "Route[proxy=" + proxy.map(URI::getHost) + ", connect=" + connect + ", read=" + read + "]";
    }
}
