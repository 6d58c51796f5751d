package backup.holdfast.testsupport.nfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * What a probe sees of an NFS server, on 127.0.0.1 and without any files: every RPC call is answered with success and no results, which
 * is right for the NULL procedure alone. While it is frozen connections are still taken and nothing is answered.
 */
public final class FreezableNas implements AutoCloseable {
    private final FakeServer server;
    private volatile boolean frozen;

    private FreezableNas() {
        this.server = FakeServer.start(this::serve);
    }

    /** Starts one at a free port. */
    public static FreezableNas start() {
        return new FreezableNas();
    }

    public int port() {
        return server.port();
    }

    public void freeze() {
        frozen = true;
    }

    public void thaw() {
        frozen = false;
    }

    private void serve(InputStream in, OutputStream out) throws IOException {
        while (true) {
            ByteBuffer call = Replies.readCall(in);
            if (!frozen) {
                out.write(Replies.success(Replies.xid(call)));
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
