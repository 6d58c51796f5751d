package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.s3.S3Request.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Stands in front of an S3 server, or another one that speaks plain HTTP, on a free port of 127.0.0.1, counts what goes through and can
 * delay, refuse, break or swallow requests. Passes everything else on byte for byte, the {@code Host} header included, so signatures stay
 * valid.
 */
public final class CountingProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final URI upstream;
    private final Queue<S3Request> requests = new ConcurrentLinkedQueue<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Map<Socket, ProxiedConnection> served = new ConcurrentHashMap<>();
    private volatile Function<S3Request, Reaction> behaviour = request -> new Reaction.Forward();

    private CountingProxy(ServerSocket listener, URI upstream) {
        this.listener = listener;
        this.upstream = upstream;
    }

    /** Starts one in front of a server that speaks plain HTTP. */
    public static CountingProxy start(URI upstream) {
        requireNonNull(upstream, "upstream is null");
        try {
            CountingProxy proxy = new CountingProxy(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), upstream);
            startThread("counting-proxy", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen", e);
        }
    }

    /** Where clients connect to. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** From now on, what to do with each request. Asked once per request, from several threads. */
    public void behave(Function<S3Request, Reaction> newBehaviour) {
        behaviour = requireNonNull(newBehaviour, "newBehaviour is null");
    }

    /** Passes everything on again, as at the start. */
    public void behaveWell() {
        behaviour = request -> new Reaction.Forward();
    }

    /** The requests since the start or the last {@link #forget()}, in the order they came. */
    public List<S3Request> requests() {
        return List.copyOf(requests);
    }

    /** How many requests there were of each method, for each part of a repository. */
    public Map<Part, Map<String, Long>> counts() {
        return requests.stream()
                .collect(Collectors.groupingBy(
                        S3Request::part,
                        TreeMap::new,
                        Collectors.groupingBy(S3Request::method, TreeMap::new, Collectors.counting())));
    }

    /** Whether nobody is waiting for an answer: whatever was sent through it has arrived or never will. */
    public boolean isIdle() {
        return connections.stream().allMatch(this::isIdle);
    }

    private boolean isIdle(Socket connection) {
        ProxiedConnection known = served.get(connection);
        return known != null ? known.isBetweenRequests() : !connections.contains(connection);
    }

    /** Breaks those connections there are; others may be made. */
    public void breakConnections() {
        connections.forEach(CountingProxy::close);
    }

    /** Starts counting from zero. */
    public void forget() {
        requests.clear();
    }

    /** Breaks all connections and listens no more. */
    @Override
    public void close() {
        try {
            listener.close();
            breakConnections();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close", e);
        }
    }

    private static void close(Socket connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close", e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                connections.add(client);
                startThread("counting-proxy-connection", () -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            ProxiedConnection connection = new ProxiedConnection(client, upstream, this::decide);
            served.put(client, connection);
            connection.run();
        } catch (IOException broken) {
            // By either side: the client sees it and deals with it, which is what it is tested for.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(client);
            served.remove(client);
        }
    }

    private Reaction decide(S3Request request) {
        requests.add(request);
        return behaviour.apply(request);
    }

    private static void startThread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
