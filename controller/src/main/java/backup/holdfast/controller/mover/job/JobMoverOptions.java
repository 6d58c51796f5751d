package backup.holdfast.controller.mover.job;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all mover pods of a controller have in common.
 *
 * @param imagePullPolicy as in a pod; the cluster's default when absent
 * @param pullSecrets names of image pull Secrets, which have to exist in the namespaces of the sources
 * @param proxies the proxy variables every mover gets
 */
public record JobMoverOptions(
        String image,
        @Nullable String imagePullPolicy,
        List<String> pullSecrets,
        MoverDefaults defaults,
        Map<String, String> proxies) {
    private static final Set<String> PROXY_VARIABLES =
            Set.of("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy");

    public JobMoverOptions {
        requireNonNull(image, "image is null");
        pullSecrets = List.copyOf(pullSecrets);
        requireNonNull(defaults, "defaults is null");
        proxies = Map.copyOf(proxies);
    }

    /**
     * With nothing said but the image.
     *
     * @param own this process's environment: movers reach the network the way we do
     */
    public static JobMoverOptions ofImage(String image, Map<String, String> own) {
        return new JobMoverOptions(image, null, List.of(), MoverDefaults.NONE, proxies(own));
    }

    public static Map<String, String> proxies(Map<String, String> own) {
        Map<String, String> proxies = new TreeMap<>(own);
        proxies.keySet().retainAll(PROXY_VARIABLES);
        return proxies;
    }
}
