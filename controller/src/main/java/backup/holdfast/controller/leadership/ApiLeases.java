package backup.holdfast.controller.leadership;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One lease at the API server. A request that fails is not repeated: the next look comes soon enough, and knows more. */
final class ApiLeases implements Leases {
    private final KubernetesClient client;
    private final String namespace;
    private final String name;
    private final RequestConfig impatient;

    ApiLeases(KubernetesClient client, String namespace, String name, Duration patience) {
        this.client = requireNonNull(client, "client is null");
        this.namespace = requireNonNull(namespace, "namespace is null");
        this.name = requireNonNull(name, "name is null");
        this.impatient = new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestTimeout(Math.toIntExact(patience.toMillis()))
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    @Override
    public @Nullable Lease read() {
        return call(api -> api.leases().inNamespace(namespace).withName(name).get());
    }

    @Override
    public void create(Lease lease) {
        call(api -> api.resource(lease).create());
    }

    @Override
    public void replace(Lease lease) {
        // Who manages which fields is the API server's own knowledge, which it keeps where none is sent.
        Lease plain = new LeaseBuilder(lease)
                .editMetadata()
                .withManagedFields()
                .endMetadata()
                .build();
        call(api -> api.resource(plain).update());
    }

    private <T> T call(Function<KubernetesClient, T> request) {
        return client.adapt(NamespacedKubernetesClient.class)
                .withRequestConfig(impatient)
                .call(request::apply);
    }
}
