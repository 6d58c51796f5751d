package backup.holdfast.nfsscaler.probe;

import backup.holdfast.nfsscaler.probe.rpc.RpcProcedure;
import backup.holdfast.testsupport.nfs.FakeServer;
import backup.holdfast.testsupport.nfs.Replies;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An RPC server whose every service is at one port, and that answers each procedure with fixed words; what has none is answered with
 * PROG_UNAVAIL, and what is to be silent not at all.
 */
final class FakeNas implements AutoCloseable {

    private final Map<RpcProcedure, int[]> answers = new ConcurrentHashMap<>();
    private final List<RpcProcedure> silent = new CopyOnWriteArrayList<>();
    private final List<RpcProcedure> closing = new CopyOnWriteArrayList<>();
    private final List<RpcProcedure> asked = new CopyOnWriteArrayList<>();
    private final FakeServer server = FakeServer.start(this::serve);

    static RpcProcedure nfs(int version, int number) {
        return new RpcProcedure(100_003, version, number);
    }

    static RpcProcedure mount(int number) {
        return new RpcProcedure(100_005, 3, number);
    }

    static RpcProcedure portMapper(int number) {
        return new RpcProcedure(100_000, 2, number);
    }

    int port() {
        return server.port();
    }

    /** All calls so far. */
    List<RpcProcedure> asked() {
        return asked;
    }

    /** Answers with success and these words. */
    FakeNas answer(RpcProcedure procedure, int... results) {
        answers.put(procedure, results);
        return this;
    }

    FakeNas keepSilentAbout(RpcProcedure procedure) {
        silent.add(procedure);
        return this;
    }

    FakeNas closeOn(RpcProcedure procedure) {
        closing.add(procedure);
        return this;
    }

    private void serve(InputStream in, OutputStream out) throws IOException {
        while (true) {
            ByteBuffer call = Replies.readCall(in);
            RpcProcedure procedure = new RpcProcedure(call.getInt(12), call.getInt(16), call.getInt(20));
            asked.add(procedure);
            if (closing.contains(procedure)) {
                return;
            }
            if (!silent.contains(procedure)) {
                out.write(answer(Replies.xid(call), answers.get(procedure)));
            }
        }
    }

    private static byte[] answer(int xid, int[] results) {
        if (results == null) {
            return Replies.reply(xid, Replies.ACCEPTED, 0, 0, 1);
        }
        int[] words = new int[results.length + 4];
        System.arraycopy(results, 0, words, 4, results.length);
        return Replies.reply(xid, words);
    }

    @Override
    public void close() {
        server.close();
    }
}
