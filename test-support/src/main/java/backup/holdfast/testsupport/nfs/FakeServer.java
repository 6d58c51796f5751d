package backup.holdfast.testsupport.nfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on 127.0.0.1 that does to every connection what it is told, on a thread each. */
public final class FakeServer implements AutoCloseable {

    private final ServerSocket listening;
    private final Conduct conduct;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    private FakeServer(ServerSocket listening, Conduct conduct) {
        this.listening = listening;
        this.conduct = conduct;
    }

    /** What is done to a connection; it is closed afterwards. */
    public interface Conduct {
        void serve(InputStream in, OutputStream out) throws IOException;
    }

    /** Starts one at a free port. */
    public static FakeServer start(Conduct conduct) {
        return startAt(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), conduct);
    }

    /** Starts one at this address; port 0 is a free one. */
    public static FakeServer startAt(InetSocketAddress address, Conduct conduct) {
        try {
            FakeServer server = new FakeServer(new ServerSocket(address.getPort(), 50, address.getAddress()), conduct);
            daemon(server::acceptAll);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Connections so far. */
    public int connections() {
        return connections.get();
    }

    private void acceptAll() {
        while (!listening.isClosed()) {
            try {
                Socket connection = listening.accept();
                open.add(connection);
                connections.incrementAndGet();
                daemon(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            conduct.serve(connection.getInputStream(), connection.getOutputStream());
        } catch (IOException closedByTheOtherSide) {
            // As it may.
        } finally {
            open.remove(connection);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
