package backup.holdfast.restic;

import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.ProcessRequest;
import backup.holdfast.restic.process.ProcessResult;
import backup.holdfast.restic.process.ProcessStreams;
import backup.holdfast.restic.process.StopReason;
import backup.holdfast.restic.process.StreamConsumer;
import backup.holdfast.restic.repository.Repository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A launcher that plays what a real restic once printed, and ends with the code it ended with. */
final class Recorded implements ProcessLauncher {

    static final Repository REPOSITORY =
            Repository.from(Map.of("RESTIC_REPOSITORY", "/repository", "RESTIC_PASSWORD", "correct horse"));

    private static final ProcessIdentity PROCESS = new ProcessIdentity(4711, Instant.EPOCH, "boot/1");

    private final byte[] stdout;
    private final byte[] stderr;
    private final int exitCode;
    private final StopReason stop;
    final List<ProcessRequest> requests = new ArrayList<>();

    private Recorded(byte[] stdout, byte[] stderr, int exitCode, StopReason stop) {
        this.stdout = stdout;
        this.stderr = stderr;
        this.exitCode = exitCode;
        this.stop = stop;
    }

    static Recorded run(String version, String name, int exitCode) {
        return new Recorded(
                bytes(version, name + ".stdout"), bytes(version, name + ".stderr"), exitCode, StopReason.NONE);
    }

    static Recorded saying(String stdout, String stderr, int exitCode) {
        return new Recorded(
                stdout.getBytes(StandardCharsets.UTF_8),
                stderr.getBytes(StandardCharsets.UTF_8),
                exitCode,
                StopReason.NONE);
    }

    Recorded stopped(StopReason reason) {
        return new Recorded(stdout, stderr, exitCode, reason);
    }

    ResticClient client() {
        return new ResticClient(
                new ResticBinary(Path.of("/usr/bin/restic"), ResticVersion.MINIMUM, Set.of()), this, REPOSITORY);
    }

    @Override
    public ProcessResult run(ProcessRequest request, ProcessStreams streams, Cancellation cancellation) {
        requests.add(request);
        streams.started().accept(PROCESS);
        play(streams.stdout(), stdout);
        play(streams.stderr(), stderr);
        return new ProcessResult.Ended(
                PROCESS, exitCode, stop, ProcessResult.OutputState.COMPLETE, Duration.ofSeconds(1));
    }

    @Override
    public boolean isRunning(ProcessIdentity process) {
        return false;
    }

    private static void play(StreamConsumer consumer, byte[] bytes) {
        try {
            consumer.consume(new ByteArrayInputStream(bytes), () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** restic often writes to one stream only: then nothing was recorded of the other. */
    private static byte[] bytes(String version, String file) {
        try (InputStream in = Recorded.class.getResourceAsStream("/recorded/" + version + "/" + file)) {
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
