package backup.holdfast.nfsscaler.probe.rpc;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.rpc.RpcFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A TCP connection on which no call lasts longer than its deadline. The socket never blocks; the one place to wait is the selector, which
 * never waits longer than what is left.
 */
final class TimedChannel implements AutoCloseable {

    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final SocketChannel channel;
    private final Selector selector;

    private TimedChannel(SocketChannel channel, Selector selector) {
        this.channel = requireNonNull(channel, "channel is null");
        this.selector = requireNonNull(selector, "selector is null");
    }

    static TimedChannel connect(InetSocketAddress address, Deadline deadline) throws RpcFailure {
        TimedChannel opened = open();
        try {
            opened.connectTo(address, deadline);
            return opened;
        } catch (NoRouteToHostException e) {
            opened.close();
            throw new RpcFailure(Kind.NO_ROUTE, describe(address, e));
        } catch (ConnectException e) {
            opened.close();
            // The system's own limit, if it is shorter than ours, comes as the same exception.
            boolean timedOut = String.valueOf(e.getMessage()).contains("timed out");
            throw new RpcFailure(timedOut ? Kind.CONNECT_TIMED_OUT : Kind.REFUSED, describe(address, e));
        } catch (IOException | RuntimeException e) {
            opened.close();
            boolean reset = String.valueOf(e.getMessage()).contains("reset");
            throw new RpcFailure(reset ? Kind.CLOSED : Kind.NOT_TRIED, describe(address, e));
        } catch (RpcFailure e) {
            opened.close();
            throw e;
        }
    }

    private static TimedChannel open() throws RpcFailure {
        try {
            Selector selector = Selector.open();
            try {
                return new TimedChannel(SocketChannel.open(), selector);
            } catch (IOException e) {
                selector.close();
                throw e;
            }
        } catch (IOException e) {
            throw new RpcFailure(Kind.NOT_TRIED, "no socket: " + e.getMessage());
        }
    }

    private void connectTo(InetSocketAddress address, Deadline deadline) throws IOException, RpcFailure {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        boolean connected = channel.connect(address);
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        while (!connected) {
            await(key, SelectionKey.OP_CONNECT, deadline, Kind.CONNECT_TIMED_OUT);
            connected = channel.finishConnect();
        }
    }

    void write(ByteBuffer bytes, Deadline deadline) throws RpcFailure {
        try {
            while (bytes.hasRemaining()) {
                if (channel.write(bytes) == 0) {
                    await(channel.keyFor(selector), SelectionKey.OP_WRITE, deadline, Kind.REPLY_TIMED_OUT);
                }
            }
        } catch (IOException e) {
            throw new RpcFailure(Kind.CLOSED, String.valueOf(e.getMessage()));
        }
    }

    /** Fills the buffer. */
    void read(ByteBuffer bytes, Deadline deadline) throws RpcFailure {
        try {
            while (bytes.hasRemaining()) {
                // Before every read, not only before waits: a server that always has one more byte must not outlast it.
                if (deadline.isOver()) {
                    throw new RpcFailure(Kind.REPLY_TIMED_OUT, "only part of a reply came");
                }
                int count = channel.read(bytes);
                if (count < 0) {
                    throw new RpcFailure(Kind.CLOSED, "the connection ended");
                }
                if (count == 0) {
                    await(channel.keyFor(selector), SelectionKey.OP_READ, deadline, Kind.REPLY_TIMED_OUT);
                }
            }
        } catch (IOException e) {
            throw new RpcFailure(Kind.CLOSED, String.valueOf(e.getMessage()));
        }
    }

    private void await(SelectionKey key, int operation, Deadline deadline, Kind whenLate)
            throws IOException, RpcFailure {
        key.interestOps(operation);
        while (true) {
            long nanos = deadline.remaining().toNanos();
            if (nanos == 0) {
                throw new RpcFailure(whenLate, "nothing came in time");
            }
            // Rounded up: a select of 0 would wait for ever.
            int ready = selector.select((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
            selector.selectedKeys().clear();
            if (ready > 0) {
                return;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new RpcFailure(Kind.INTERRUPTED, "interrupted");
            }
        }
    }

    private static String describe(InetSocketAddress address, Exception e) {
        return address.getAddress().getHostAddress() + ": " + e.getMessage();
    }

    @Override
    public void close() {
        try (selector;
                channel) {
            // Closing is all.
        } catch (IOException e) {
            // Nobody could do anything about it, and the result is known already.
        }
    }
}
