package backup.holdfast.controller;

import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.Reaction;
import backup.holdfast.testsupport.s3.S3Request;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Clock;
import java.util.function.Function;

/**
 * A controller whose only way to the API server is a proxy. Once that is cut for good, nobody hears of the controller any more: to all others it died as by
 * {@code kill -9}, at a request that can be chosen, and that costs no process.
 */
final class MortalController implements AutoCloseable {
    private final CountingProxy proxy;
    private final KubernetesClient client;
    private final Holdfast holdfast;
    private volatile boolean dead;

    MortalController(TestCluster cluster, HoldfastSettings settings) {
        proxy = CountingProxy.start(URI.create(cluster.adminConfig().getMasterUrl()));
        client = TestCluster.connect(new ConfigBuilder(cluster.adminConfig())
                .withMasterUrl(proxy.endpoint().toString())
                .build());
        holdfast = Holdfast.start(settings, client, Clock.systemUTC(), event -> {});
    }

    /** From now on, what happens to its requests. */
    void behave(Function<S3Request, Reaction> behaviour) {
        if (!dead) {
            proxy.behave(behaviour);
        }
    }

    void behaveWell() {
        behave(request -> new Reaction.Forward());
    }

    /** Also ends its watches. */
    void breakConnections() {
        proxy.breakConnections();
    }

    boolean isDead() {
        return dead;
    }

    /** Whatever it asks the API server from now on gets nowhere. */
    void kill() {
        proxy.behave(request -> new Reaction.Reset());
        die();
    }

    /** The same, where the proxy sees to it already. */
    void die() {
        dead = true;
        // What is left of it in this JVM goes on asking for a while, of nobody.
        Thread remains = new Thread(this::close, "dead-controller");
        remains.setDaemon(true);
        remains.start();
    }

    String metrics() {
        return holdfast.metricsPage().text();
    }

    @Override
    public void close() {
        holdfast.close();
        client.close();
        proxy.close();
    }
}
