package backup.holdfast.testsupport.tls;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Speaks TLS on a free port of 127.0.0.1 and passes what it hears on to a server that speaks plain HTTP, byte for byte, so that
 * signatures stay valid.
 */
public final class TlsFront implements AutoCloseable {

    private final ServerSocket listener;
    private final URI upstream;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    private TlsFront(ServerSocket listener, URI upstream) {
        this.listener = listener;
        this.upstream = upstream;
    }

    /** Starts one with the authority's certificate for 127.0.0.1. */
    public static TlsFront start(URI upstream, TestAuthority authority) {
        requireNonNull(upstream, "upstream is null");
        try {
            ServerSocket listener = authority
                    .serverContext()
                    .getServerSocketFactory()
                    .createServerSocket(0, 0, InetAddress.getLoopbackAddress());
            TlsFront front = new TlsFront(listener, upstream);
            startThread("tls-front", front::accept);
            return front;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen", e);
        }
    }

    /** Where clients connect to. */
    public URI endpoint() {
        return URI.create("https://127.0.0.1:" + listener.getLocalPort());
    }

    /** Breaks all connections and listens no more. */
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close", e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                startThread("tls-front-connection", () -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket(upstream.getHost(), upstream.getPort())) {
            connections.add(client);
            connections.add(server);
            Thread back = startThread("tls-front-back", () -> copy(server, client));
            copy(client, server);
            back.join();
        } catch (IOException broken) {
            // By either side, or no handshake: the client sees it, which is what it is tested for.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(client);
        }
    }

    private static void copy(Socket from, Socket to) {
        try (to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException broken) {
            // The other direction ends with it.
        }
    }

    private static Thread startThread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
