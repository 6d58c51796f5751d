package backup.holdfast.nfsscaler.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RpcNfsProbeTest {

    private static final Duration TIMEOUT = Duration.ofMillis(300);
    /** How much later than its deadline a probe may end on a busy machine. */
    private static final Duration SLACK = Duration.ofMillis(700);

    private final RpcNfsProbe probe = new RpcNfsProbe(new SystemHostLookup(), System::nanoTime);

    @Test
    void shouldReachAServerThatAnswers() {
        try (FakeServer server = FakeServer.start((in, out) -> {
            out.write(Replies.success(Replies.xid(Replies.readCall(in))));
            in.read();
        })) {
            ProbeResult result = ask(server.port(), NfsProtocol.AUTO);

            assertThat(result).isInstanceOfSatisfying(ProbeResult.Reachable.class, reachable -> {
                assertThat(reachable.version()).contains(NfsVersion.V4);
                assertThat(reachable.latency()).isPositive().isLessThan(TIMEOUT);
                assertThat(reachable.exports()).isEmpty();
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, 3, 3, V3",
        "AUTO, 2, 3, V3",
        "AUTO, 2, 2, ",
        "V4, 3, 3, ",
        "V3, 4, 4, ",
    })
    void shouldTakeAnotherVersionForASignOfLife(NfsProtocol asked, int lowest, int highest, NfsVersion spoken) {
        try (FakeServer server = answering(Replies.ACCEPTED, 0, 0, 2, lowest, highest)) {
            assertThat(ask(server.port(), asked))
                    .isInstanceOfSatisfying(
                            ProbeResult.Reachable.class,
                            reachable -> assertThat(reachable.version()).isEqualTo(Optional.ofNullable(spoken)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 1, , ",
        "0, 0, 0, 3, , ",
        "0, 0, 0, 4, , ",
        "0, 0, 0, 5, , ",
        "1, 0, 2, 2, , ",
        "1, 1, 5, , , ",
    })
    void shouldTakeAnyWellFormedReplyForASignOfLife(Integer a, Integer b, Integer c, Integer d, Integer e, Integer f) {
        int[] words = java.util.stream.Stream.of(
                        Optional.ofNullable(a),
                        Optional.ofNullable(b),
                        Optional.ofNullable(c),
                        Optional.ofNullable(d),
                        Optional.ofNullable(e),
                        Optional.ofNullable(f))
                .flatMap(Optional::stream)
                .mapToInt(Integer::intValue)
                .toArray();
        try (FakeServer server = answering(words)) {
            assertThat(ask(server.port(), NfsProtocol.AUTO))
                    .isInstanceOfSatisfying(
                            ProbeResult.Reachable.class,
                            reachable -> assertThat(reachable.version()).isEmpty());
        }
    }

    @Test
    void shouldSayThatNothingListens() throws IOException {
        int port;
        try (ServerSocket freed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = freed.getLocalPort();
        }

        assertThat(ask(port, NfsProtocol.AUTO))
                .isEqualTo(new ProbeResult.Unreachable(UnreachableReason.REFUSED, "127.0.0.1: Connection refused"));
    }

    @Test
    void shouldGiveUpOnASilentServerWhenItsTimeIsOver() {
        try (FakeServer server = FakeServer.start((in, out) -> in.readAllBytes())) {
            assertUnreachableInTime(server.port(), UnreachableReason.REPLY_TIMED_OUT);
        }
    }

    @Test
    void shouldNotBeOutlastedByAServerThatTrickles() {
        try (FakeServer server = FakeServer.start((in, out) ->
                trickle(out, Replies.reply(Replies.xid(Replies.readCall(in)), Replies.ACCEPTED, 0, 0, 0)))) {
            assertUnreachableInTime(server.port(), UnreachableReason.REPLY_TIMED_OUT);
        }
    }

    @Test
    void shouldNotBeOutlastedByEmptyFragmentsWithoutEnd() {
        try (FakeServer server = FakeServer.start((in, out) -> {
            while (true) {
                out.write(new byte[4]);
            }
        })) {
            assertThat(ask(server.port(), NfsProtocol.AUTO))
                    .isEqualTo(new ProbeResult.Unreachable(
                            UnreachableReason.NOT_RPC, "a message of more than 1024 fragments"));
        }
    }

    @Test
    void shouldSayThatTheConnectionWasClosed() {
        try (FakeServer server = FakeServer.start((in, out) -> Replies.readCall(in))) {
            assertThat(ask(server.port(), NfsProtocol.AUTO))
                    .isEqualTo(new ProbeResult.Unreachable(UnreachableReason.CLOSED_EARLY, "the connection ended"));
        }
    }

    @Test
    void shouldSayThatAWebServerSpeaksNoRpc() {
        try (FakeServer server = FakeServer.start(
                (in, out) -> out.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))) {
            assertThat(ask(server.port(), NfsProtocol.AUTO))
                    .isEqualTo(new ProbeResult.Unreachable(
                            UnreachableReason.NOT_RPC, "a message of more than 262144 bytes"));
        }
    }

    @Test
    void shouldNotTakeAnEchoForAReply() {
        try (FakeServer server = FakeServer.start(InputStream::transferTo)) {
            assertThat(ask(server.port(), NfsProtocol.AUTO))
                    .isEqualTo(new ProbeResult.Unreachable(
                            UnreachableReason.NOT_RPC, "it is not a reply but a message of type 0"));
        }
    }

    @Test
    void shouldNotTakeTheReplyToAnotherCallForItsOwn() {
        try (FakeServer server =
                FakeServer.start((in, out) -> out.write(Replies.success(Replies.xid(Replies.readCall(in)) + 1)))) {
            assertThat(ask(server.port(), NfsProtocol.AUTO))
                    .isEqualTo(new ProbeResult.Unreachable(
                            UnreachableReason.NOT_RPC, "it answers a call that was not made"));
        }
    }

    @Test
    void shouldReadAReplyInManyFragments() {
        try (FakeServer server = FakeServer.start((in, out) -> {
            byte[] whole = Replies.success(Replies.xid(Replies.readCall(in)));
            for (int i = 4; i < whole.length; i++) {
                int last = i == whole.length - 1 ? 0x8000_0000 : 0;
                out.write(ByteBuffer.allocate(5).putInt(1 | last).put(whole[i]).array());
            }
            in.read();
        })) {
            assertThat(ask(server.port(), NfsProtocol.AUTO)).isInstanceOf(ProbeResult.Reachable.class);
        }
    }

    private void assertUnreachableInTime(int port, UnreachableReason reason) {
        long start = System.nanoTime();
        ProbeResult result = ask(port, NfsProtocol.AUTO);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(result)
                .isInstanceOfSatisfying(
                        ProbeResult.Unreachable.class,
                        unreachable -> assertThat(unreachable.reason()).isEqualTo(reason));
        assertThat(took).isBetween(TIMEOUT, TIMEOUT.plus(SLACK));
    }

    private ProbeResult ask(int port, NfsProtocol protocol) {
        return probe.probe(
                NfsServer.of("nas", "127.0.0.1").withPort(port).withProtocol(protocol), new ProbeLimits(TIMEOUT));
    }

    private static FakeServer answering(int... words) {
        return FakeServer.start((in, out) -> {
            out.write(Replies.reply(Replies.xid(Replies.readCall(in)), words));
            in.read();
        });
    }

    private static void trickle(OutputStream out, byte[] bytes) throws IOException {
        for (byte one : bytes) {
            out.write(one);
            out.flush();
            try {
                Thread.sleep(TIMEOUT.dividedBy(10).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
