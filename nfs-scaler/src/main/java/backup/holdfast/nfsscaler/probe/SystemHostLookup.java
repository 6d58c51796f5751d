package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Asks the system, which knows no time limit: so on threads of its own, of which there are few however long it hangs. A name being looked up
 * is not looked up a second time. The threads are daemons and end when there is nothing to do.
 */
public final class SystemHostLookup implements HostLookup {

    private static final int THREADS = 4;
    private static final int IDLE_SECONDS = 30;
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private final Map<String, CompletableFuture<List<InetAddress>>> underWay = new ConcurrentHashMap<>();
    private final Resolver resolver;
    private final Executor threads;

    public SystemHostLookup() {
        this(InetAddress::getAllByName);
    }

    SystemHostLookup(Resolver resolver) {
        this.resolver = requireNonNull(resolver, "resolver is null");
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "nfs-host-lookup");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.threads = pool;
    }

    /** The system. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    @Override
    public List<InetAddress> addresses(String host, Duration limit) throws UnknownHostException, InterruptedException {
        if (ADDRESS.matcher(host).matches()) {
            // Never leaves the machine, and must not wait behind names that do.
            return List.of(InetAddress.getAllByName(host));
        }
        CompletableFuture<List<InetAddress>> lookup = underWay.computeIfAbsent(host, this::start);
        try {
            return lookup.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw unknown(host + ": no answer in time", e);
        } catch (ExecutionException e) {
            Throwable cause = requireNonNull(e.getCause(), "cause is null");
            throw unknown(cause.getMessage() == null ? cause.toString() : cause.getMessage(), e);
        }
    }

    private CompletableFuture<List<InetAddress>> start(String host) {
        CompletableFuture<List<InetAddress>> lookup = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                List<InetAddress> addresses = List.of(resolver.resolve(host));
                underWay.remove(host);
                lookup.complete(addresses);
            } catch (UnknownHostException | RuntimeException e) {
                underWay.remove(host);
                lookup.completeExceptionally(e);
            }
        });
        return lookup;
    }

    private static UnknownHostException unknown(String message, Exception cause) {
        UnknownHostException unknown = new UnknownHostException(message);
        unknown.initCause(cause);
        return unknown;
    }
}
