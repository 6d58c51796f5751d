package backup.holdfast.nfsscaler.probe;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.nfsscaler.probe.rpc.RpcProcedure;
import backup.holdfast.testsupport.nfs.FakeServer;
import backup.holdfast.testsupport.nfs.FreezableNas;
import backup.holdfast.testsupport.nfs.Replies;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RpcNfsProbeTest {

    /** For servers that answer: never used up, however busy the machine. */
    private static final Duration PLENTY = Duration.ofSeconds(20);
    /** For servers that do not. */
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    /** How much later than its deadline a probe may end on a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(5);

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
                assertThat(reachable.latency()).isPositive().isLessThan(PLENTY);
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
    @ValueSource(strings = {"0 0 0 1", "0 0 0 3", "0 0 0 4", "0 0 0 5", "1 0 2 2", "1 1 5"})
    void shouldTakeAnyWellFormedReplyForASignOfLife(String words) {
        int[] reply =
                Arrays.stream(words.split(" ")).mapToInt(Integer::parseInt).toArray();
        try (FakeServer server = answering(reply)) {
            assertThat(ask(server.port(), NfsProtocol.AUTO))
                    .isInstanceOfSatisfying(
                            ProbeResult.Reachable.class,
                            reachable -> assertThat(reachable.version()).isEmpty());
        }
    }

    @Test
    void shouldReachAFrozenServerOnlyAfterItHasThawed() {
        try (FreezableNas nas = FreezableNas.start()) {
            assertThat(ask(nas.port(), NfsProtocol.AUTO)).isInstanceOf(ProbeResult.Reachable.class);

            nas.freeze();
            assertUnreachableInTime(nas.port(), UnreachableReason.REPLY_TIMED_OUT);

            nas.thaw();
            assertThat(ask(nas.port(), NfsProtocol.AUTO)).isInstanceOf(ProbeResult.Reachable.class);
        }
    }

    @Test
    void shouldSayThatNothingListens() throws IOException {
        assertThat(ask(freePort(), NfsProtocol.AUTO))
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

    @Test
    void shouldSayThatTheConnectionWasNotTakenInTime() throws IOException {
        // A queue for one that nobody ever empties: once it is full, Linux answers no further attempt.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                FullQueue queue = FullQueue.of(full)) {
            assertUnreachableInTime(full.getLocalPort(), UnreachableReason.CONNECT_TIMED_OUT);
            assertThat(queue.waiting()).anyMatch(SocketChannel::isConnectionPending);
        }
    }

    @Test
    void shouldReachAHostByAnyOfItsAddresses() throws IOException {
        try (FakeServer server = answering(Replies.ACCEPTED, 0, 0, 0)) {
            assertThat(ask(server.port(), "127.0.0.2", "127.0.0.1")).isInstanceOf(ProbeResult.Reachable.class);
        }
    }

    @Test
    void shouldReachAServerThatHasAnIpv6AddressOnly() throws IOException {
        try (FakeServer server = FakeServer.startAt(new InetSocketAddress("::1", 0), (in, out) -> {
            out.write(Replies.success(Replies.xid(Replies.readCall(in))));
            in.read();
        })) {
            assertThat(probe.probe(NfsServer.of("nas", "::1").withPort(server.port()), new ProbeLimits(PLENTY)))
                    .isInstanceOf(ProbeResult.Reachable.class);
        } catch (UncheckedIOException e) {
            Assumptions.abort("needs IPv6 on the loopback: " + e.getMessage());
        }
    }

    @Test
    void shouldNotSpendAllItsTimeOnTheFirstAddress() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.2"));
                FakeServer server =
                        FakeServer.startAt(new InetSocketAddress("127.0.0.1", silent.getLocalPort()), (in, out) -> {
                            out.write(Replies.success(Replies.xid(Replies.readCall(in))));
                            in.read();
                        })) {
            assertThat(ask(Duration.ofSeconds(3), server.port(), "127.0.0.2", "127.0.0.1"))
                    .isInstanceOf(ProbeResult.Reachable.class);
        }
    }

    @Test
    void shouldReportAnAddressThatCouldBeTriedRatherThanOneThatCouldNot() throws IOException {
        int port = freePort();

        assertThat(ask(port, "255.255.255.255", "127.0.0.1"))
                .isEqualTo(new ProbeResult.Unreachable(UnreachableReason.REFUSED, "127.0.0.1: Connection refused"));
        assertThat(ask(port, "255.255.255.255"))
                .isInstanceOfSatisfying(
                        ProbeResult.Unknown.class,
                        unknown -> assertThat(unknown.reason()).isEqualTo(UnknownReason.NOT_TRIED));
    }

    @Test
    void shouldKnowNothingOfAServerWhoseNameIsNotFound() {
        RpcNfsProbe nameless = new RpcNfsProbe(
                (host, limit) -> {
                    throw new UnknownHostException(host + ": Name or service not known");
                },
                System::nanoTime);

        assertThat(nameless.probe(NfsServer.of("nas", "nas.home"), new ProbeLimits(PLENTY)))
                .isEqualTo(new ProbeResult.Unknown(
                        UnknownReason.NAME_NOT_RESOLVED, "nas.home: Name or service not known"));
    }

    @Test
    void shouldTakeAFaultOfItsOwnForNoNewsOfTheServer() {
        RpcNfsProbe broken = new RpcNfsProbe(
                (host, limit) -> {
                    throw new IllegalStateException("a test");
                },
                System::nanoTime);

        assertThat(broken.probe(NfsServer.of("nas", "nas.home"), new ProbeLimits(PLENTY)))
                .isEqualTo(
                        new ProbeResult.Unknown(UnknownReason.PROBE_FAILED, "java.lang.IllegalStateException: a test"));
    }

    @Test
    void shouldKnowNothingWhenItIsInterrupted() {
        try (FakeServer server = FakeServer.start((in, out) -> in.readAllBytes())) {
            Thread.currentThread().interrupt();

            ProbeResult result = ask(server.port(), NfsProtocol.AUTO);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(result)
                    .isInstanceOfSatisfying(
                            ProbeResult.Unknown.class,
                            unknown -> assertThat(unknown.reason()).isEqualTo(UnknownReason.STOPPED));
        }
    }

    @Test
    void shouldSayWhichExportIsMissing() {
        try (FakeNas nas = new FakeNas().answer(FakeNas.nfs(4, 0)).answer(FakeNas.nfs(4, 1), 2, 0, 2)) {
            ProbeResult result = probe.probe(
                    NfsServer.of("nas", "127.0.0.1", "/media").withPort(nas.port()), new ProbeLimits(PLENTY));

            assertThat(result).isInstanceOfSatisfying(ProbeResult.ExportMissing.class, missing -> {
                assertThat(missing.gone()).containsExactly(new ExportCheck("/media", ExportState.MISSING, "NOENT"));
                assertThat(missing.version()).contains(NfsVersion.V4);
            });
            assertThat(result.sentence()).isEqualTo("the server answers, but not for /media (NOENT)");
        }
    }

    @Test
    void shouldNotCheckExportsOfAServerThatServesAnotherVersion() {
        try (FakeServer server = answering(Replies.ACCEPTED, 0, 0, 2, 2, 2)) {
            assertThat(probe.probe(
                            NfsServer.of("nas", "127.0.0.1", "/media").withPort(server.port()),
                            new ProbeLimits(PLENTY)))
                    .isInstanceOfSatisfying(
                            ProbeResult.Reachable.class,
                            reachable -> assertThat(reachable.exports())
                                    .containsExactly(new ExportCheck(
                                            "/media", ExportState.NOT_CHECKED, "serves only versions 2 to 2")));
        }
    }

    @Test
    void shouldMakeSomethingOfWhateverAServerSends() {
        Random random = new Random(5);
        AtomicReference<byte[]> next = new AtomicReference<>(new byte[0]);
        try (FakeServer server = FakeServer.start((in, out) -> {
            ByteBuffer call = Replies.readCall(in);
            byte[] noise = next.get();
            if (noise.length >= 8 && noise[0] >= 0) {
                ByteBuffer.wrap(noise).putInt(0x8000_0000 | noise.length - 4).putInt(Replies.xid(call));
            }
            out.write(noise);
        })) {
            for (int round = 0; round < 500; round++) {
                byte[] noise = new byte[random.nextInt(60)];
                random.nextBytes(noise);
                next.set(noise);

                assertThat(ask(server.port(), NfsProtocol.AUTO))
                        .isInstanceOfAny(ProbeResult.Unreachable.class, ProbeResult.Reachable.class);
            }
        }
    }

    @Test
    void shouldMakeSomethingOfWhateverALivingServerSaysOfItsExports() {
        Random random = new Random(6);
        for (int round = 0; round < 100; round++) {
            try (FakeNas nas = new FakeNas().answer(FakeNas.nfs(random.nextBoolean() ? 3 : 4, 0))) {
                for (RpcProcedure procedure : List.of(
                        FakeNas.nfs(4, 1), FakeNas.nfs(3, 1), FakeNas.mount(1), FakeNas.mount(3), FakeNas.mount(5))) {
                    nas.answer(procedure, random.ints(random.nextInt(8), -1, 14).toArray());
                }
                NfsServer target = NfsServer.of("nas", "127.0.0.1", "/", "/media")
                        .withPort(nas.port())
                        .withMountPort(nas.port())
                        .withProtocol(random.nextBoolean() ? NfsProtocol.V3 : NfsProtocol.AUTO);

                assertThat(probe.probe(target, new ProbeLimits(PLENTY)))
                        .isInstanceOfAny(ProbeResult.ExportMissing.class, ProbeResult.Reachable.class);
            }
        }
    }

    private static ProbeResult ask(int port, String... addresses) throws IOException {
        return ask(PLENTY, port, addresses);
    }

    private static ProbeResult ask(Duration timeout, int port, String... addresses) throws IOException {
        List<InetAddress> resolved = new ArrayList<>();
        for (String address : addresses) {
            resolved.add(InetAddress.getByName(address));
        }
        return new RpcNfsProbe((host, limit) -> resolved, System::nanoTime)
                .probe(NfsServer.of("nas", "nas.home").withPort(port), new ProbeLimits(timeout));
    }

    private static int freePort() throws IOException {
        try (ServerSocket freed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return freed.getLocalPort();
        }
    }

    /** Connections that wait to be accepted, as many as the kernel takes. */
    private record FullQueue(List<SocketChannel> waiting) implements AutoCloseable {

        static FullQueue of(ServerSocket server) throws IOException {
            List<SocketChannel> waiting = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(server.getLocalSocketAddress());
                waiting.add(channel);
            }
            return new FullQueue(waiting);
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    private void assertUnreachableInTime(int port, UnreachableReason reason) {
        long start = System.nanoTime();
        ProbeResult result = probe.probe(NfsServer.of("nas", "127.0.0.1").withPort(port), new ProbeLimits(TIMEOUT));
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        assertThat(result)
                .isInstanceOfSatisfying(
                        ProbeResult.Unreachable.class,
                        unreachable -> assertThat(unreachable.reason()).isEqualTo(reason));
        assertThat(took).isBetween(TIMEOUT, TIMEOUT.plus(SLACK));
    }

    private ProbeResult ask(int port, NfsProtocol protocol) {
        return probe.probe(
                NfsServer.of("nas", "127.0.0.1").withPort(port).withProtocol(protocol), new ProbeLimits(PLENTY));
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
