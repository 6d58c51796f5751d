package backup.holdfast.testsupport.nfs;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.process.GuardedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * A real nfs-ganesha on 127.0.0.1 with exports in memory, to be frozen, killed and started again at the same port. It ends with this JVM,
 * however that ends. Starts in about a second; the first call of a build may fetch the program.
 *
 * <pre>{@code
 * try (GaneshaServer nas = GaneshaServer.start(ServedVersions.V4, "/media", "/backup")) {
 *     nas.freeze(); // takes connections, answers nothing: what a hung server looks like
 *     nas.thaw();
 *     nas.kill(); // refuses connections
 *     nas.restart();
 * }
 * }</pre>
 */
public final class GaneshaServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int PORT_ATTEMPTS = 3;
    private static final int LINES_QUOTED = 5;
    private static final String EXECUTABLE = "ganesha.nfsd";

    private final GaneshaBinaries binaries;
    private final Path folder;
    private final Place place;
    private final ServedVersions versions;
    private final int port;
    private final int mountPort;
    private final ExportNumbers exports;
    private Optional<GuardedProcess> process = Optional.empty();

    private GaneshaServer(
            GaneshaBinaries binaries, Path folder, Place place, ServedVersions versions, List<String> exports)
            throws IOException {
        this.binaries = requireNonNull(binaries, "binaries is null");
        this.folder = requireNonNull(folder, "folder is null");
        this.place = requireNonNull(place, "place is null");
        this.versions = requireNonNull(versions, "versions is null");
        this.exports = new ExportNumbers(exports);
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = first.getLocalPort();
            this.mountPort = second.getLocalPort();
        }
    }

    /**
     * Where a server runs.
     *
     * @param address it listens at
     * @param enter put before its command, to run it in another network
     */
    public record Place(String address, List<String> enter) {

        /** This machine's own network, where nobody else can reach it. */
        public static final Place LOOPBACK = new Place("127.0.0.1", List.of());

        public Place {
            requireNonNull(address, "address is null");
            enter = List.copyOf(enter);
        }
    }

    /**
     * Starts one on the loopback and waits until it serves. Where there is no ganesha, or not the rights for these versions, the calling test is aborted and
     * the reason reported.
     *
     * @param exports absolute paths that clients see
     */
    public static GaneshaServer start(ServedVersions versions, String... exports) {
        return start(Place.LOOPBACK, versions, exports);
    }

    /** The same elsewhere. */
    public static GaneshaServer start(Place place, ServedVersions versions, String... exports) {
        GaneshaBinaries binaries = GaneshaBinaries.require();
        IllegalStateException failure = new IllegalStateException("ganesha did not start");
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            try {
                GaneshaServer server = new GaneshaServer(
                        binaries, Files.createTempDirectory("holdfast-ganesha-"), place, versions, List.of(exports));
                try {
                    server.restart();
                    return server;
                } catch (IllegalStateException e) {
                    // Most likely somebody else took one of the ports after they had been found free.
                    failure.addSuppressed(e);
                    server.close();
                } catch (RuntimeException e) {
                    server.close();
                    throw e;
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start ganesha", e);
            }
        }
        throw failure;
    }

    /** The address it serves at: 127.0.0.1 unless it runs elsewhere. */
    public String host() {
        return place.address();
    }

    /** Where NFS is served, also before the start and after the end. */
    public int port() {
        return port;
    }

    /** Where the mount service is; nothing listens there unless version 3 is served. */
    public int mountPort() {
        return mountPort;
    }

    /** Starts it again after {@link #kill()} and waits until it serves. Nothing happens while it runs. */
    public void restart() {
        if (process.isPresent()) {
            return;
        }
        try {
            Files.createDirectories(folder.resolve("recovery"));
            Files.createDirectories(folder.resolve("krb5"));
            writeConfig();
            Files.deleteIfExists(log());
            List<String> command = new ArrayList<>(place.enter());
            command.addAll(binaries.command(versions, config(), folder.resolve("pid")));
            GuardedProcess started = GuardedProcess.start(command, Map.of(), log());
            process = Optional.of(started);
            awaitInLog(started, "NFS SERVER INITIALIZED");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start ganesha", e);
        }
    }

    /** Changes what it exports while it runs, and waits until it has noticed. */
    public void export(String... paths) {
        exports.change(List.of(paths));
        try {
            Files.writeString(log(), "");
            writeConfig();
            signal("HUP");
            awaitInLog(process.orElseThrow(), "Reread exports complete");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot change the exports", e);
        }
    }

    /** Stops it in its tracks (SIGSTOP) and waits until it stands: connections are still taken, by the kernel, but nothing is answered. */
    public void freeze() {
        signal("STOP");
        ServerThreads threads = new ServerThreads(server(process.orElseThrow()).pid());
        // On a busy machine a thread may get to answer before it gets to stop.
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .atMost(START_LIMIT)
                .until(threads::allStopped);
    }

    /** Lets it go on after {@link #freeze()}. It answers what it was asked meanwhile. */
    public void thaw() {
        signal("CONT");
    }

    /** Kills it (SIGKILL), frozen or not; connections are refused from now on. */
    public void kill() {
        process.ifPresent(running -> {
            Optional<ProcessHandle> server = running.isAlive() ? Optional.of(server(running)) : Optional.empty();
            running.close();
            // In a process namespace of its own it is gone a moment later.
            server.ifPresent(handle -> handle.onExit().join());
        });
        process = Optional.empty();
    }

    /** Kills it and deletes everything it wrote. */
    @Override
    public void close() {
        kill();
        try {
            FileTrees.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }

    private Path config() {
        return folder.resolve("ganesha.conf");
    }

    private Path log() {
        return folder.resolve("log");
    }

    private void writeConfig() throws IOException {
        Files.writeString(
                config(),
                new GaneshaConfig(
                                folder,
                                place.address(),
                                versions,
                                port,
                                mountPort,
                                binaries.plugins(),
                                exports.current())
                        .render());
    }

    private void awaitInLog(GuardedProcess running, String words) throws IOException {
        try {
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .atMost(START_LIMIT)
                    .failFast(() -> !running.isAlive())
                    .until(() -> Files.readString(log()).contains(words));
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            List<String> lines = Files.readAllLines(log());
            throw new IllegalStateException(
                    "ganesha did not say \"" + words + "\" but:\n"
                            + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_QUOTED), lines.size())),
                    e);
        }
    }

    private void signal(String name) {
        GuardedProcess running =
                process.orElseThrow(() -> new IllegalStateException("ganesha does not run: restart() starts it"));
        try {
            Process kill = new ProcessBuilder(
                            "kill", "-" + name, Long.toString(server(running).pid()))
                    .inheritIO()
                    .start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill -" + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot send SIG" + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending SIG" + name, e);
        }
    }

    /** The server itself, which may run below what isolates it. */
    private static ProcessHandle server(GuardedProcess running) {
        ProcessHandle started = ProcessHandle.of(running.pid()).orElseThrow();
        return started.descendants()
                .filter(child -> child.info()
                        .command()
                        .filter(command -> command.endsWith(EXECUTABLE))
                        .isPresent())
                .findFirst()
                .orElse(started);
    }
}
