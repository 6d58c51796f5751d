package backup.holdfast.bench.sync;

import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.Reaction;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** An S3 server behind a proxy that counts the requests and can make each take longer. */
final class Store implements AutoCloseable {
    private final S3TestServer server;
    private final CountingProxy proxy;
    private final Set<String> buckets = new TreeSet<>();
    private final String uniquePart;

    private Store(S3TestServer server, String uniquePart) {
        this.server = server;
        this.uniquePart = uniquePart;
        this.proxy = CountingProxy.start(server.access().endpoint());
    }

    /**
     * The server the tests would choose, too.
     *
     * @param uniquePart of the buckets' names, which nobody else may have on a server that is shared
     */
    static Store start(Map<String, String> environment, Path folder, String uniquePart) {
        return new Store(S3TestServer.choose(environment, folder), uniquePart);
    }

    String description() {
        return server.description();
    }

    /** A bucket as restic reaches it by way of the proxy. */
    S3Bucket bucket(String name) {
        String whole = "bench-" + uniquePart + "-" + name;
        server.createBucket(whole);
        buckets.add(whole);
        return new S3Bucket(server.access(), whole).via(proxy);
    }

    /** From now on each request takes this much longer. */
    void delay(Duration perRequest) {
        if (perRequest.isZero()) {
            proxy.behaveWell();
        } else {
            proxy.behave(request -> new Reaction.Delay(perRequest));
        }
    }

    /** Starts counting from zero. */
    void forget() {
        proxy.forget();
    }

    Requests requests() {
        return Requests.of(proxy.counts());
    }

    @Override
    public void close() {
        proxy.close();
        buckets.forEach(server::deleteBucket);
        server.close();
    }
}
