package backup.holdfast.nfsscaler.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on 127.0.0.1 that does to every connection what it is told, on a thread each. */
final class FakeServer implements AutoCloseable {

    private final ServerSocket listening;
    private final Conduct conduct;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    private FakeServer(ServerSocket listening, Conduct conduct) {
        this.listening = listening;
        this.conduct = conduct;
    }

    interface Conduct {
        void serve(InputStream in, OutputStream out) throws IOException;
    }

    /** Starts one at a free port. */
    static FakeServer start(Conduct conduct) {
        return startAt(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), conduct);
    }

    static FakeServer startAt(InetSocketAddress address, Conduct conduct) {
        try {
            FakeServer server = new FakeServer(new ServerSocket(address.getPort(), 50, address.getAddress()), conduct);
            daemon(server::acceptAll);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Connections so far. */
    int connections() {
        return connections.size();
    }

    private void acceptAll() {
        while (!listening.isClosed()) {
            try {
                Socket connection = listening.accept();
                connections.add(connection);
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
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
