package backup.holdfast.nfsscaler.watch;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.Witness;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The API server: while it does not answer us, we can neither tell who is cut off nor scale anything. Any answer counts, be it that we may
 * not ask.
 */
public final class ApiServerWitness implements Witness {

    private final HttpClient http;
    private final URL version;

    public ApiServerWitness(KubernetesClient client) {
        this.http = requireNonNull(client, "client is null").getHttpClient();
        try {
            this.version = new URI(client.getMasterUrl().toString())
                    .resolve("/version")
                    .toURL();
        } catch (URISyntaxException | MalformedURLException e) {
            throw new IllegalArgumentException("not an address of an API server: " + client.getMasterUrl(), e);
        }
    }

    @Override
    public Optional<String> cutOff(Duration limit) {
        CompletableFuture<?> answer =
                http.sendAsync(http.newHttpRequestBuilder().url(version).build(), String.class);
        try {
            answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of("the API server cannot be reached: " + e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            return Optional.of("the API server does not answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("stopped while asking the API server");
        }
    }
}
