package backup.holdfast.controller;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A controller's connection to the API server, on which something can be made to happen right after one of its writes has been done. */
final class Line implements Interceptor {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile int due = Integer.MAX_VALUE;
    private volatile Runnable event = () -> {};
    private volatile boolean happened;
    private volatile boolean cut;

    /** This happens when so many more writes have been done. */
    void after(int more, Runnable what) {
        writes.set(0);
        failures.set(0);
        happened = false;
        event = what;
        due = more;
    }

    boolean hasHappened() {
        return happened;
    }

    /** Nothing more is asked for or written. What is being watched stays so: a dead controller may hear all it likes. */
    void cut() {
        cut = true;
    }

    /** Requests that found nobody, since the last time something was to happen. */
    int failures() {
        return failures.get();
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (cut && !request.uri().toString().contains("watch=true")) {
            throw new IllegalStateException(
                    "cut off: " + request.method() + " " + request.uri().getPath());
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (!READING.contains(request.method()) && writes.incrementAndGet() == due) {
            event.run();
            happened = true;
        }
    }

    @Override
    public void afterConnectionFailure(HttpRequest request, Throwable failure) {
        failures.incrementAndGet();
    }
}
