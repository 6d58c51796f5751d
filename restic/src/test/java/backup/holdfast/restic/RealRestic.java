package backup.holdfast.restic;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.LineFraming;
import backup.holdfast.restic.process.LineHandler.Activity;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.ProcessRequest;
import backup.holdfast.restic.process.ProcessStreams;
import backup.holdfast.restic.process.RunLimits;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A repository in a directory and a real restic to use it with. */
final class RealRestic {

    static final RunControl CONTROL = RunControl.deadline(Duration.ofSeconds(60));

    final ProcessLauncher launcher = new SystemProcessLauncher(Clock.systemUTC());
    final ResticBinary binary;
    final Path repository;
    final Path source;
    final Path cache;

    private final Path template;

    private RealRestic(ResticBinary binary, Path directory, Path template) throws IOException {
        this.binary = binary;
        this.repository = directory.resolve("repository");
        this.source = Files.createDirectory(directory.resolve("source"));
        this.cache = directory.resolve("cache");
        this.template = template;
    }

    /** Aborts the calling test where there is no such restic. New repositories are copied from one kept below {@code shared}. */
    static RealRestic in(Path directory, ResticSeries series, Path shared) throws IOException {
        Path path = Tools.require(Tools.restic(series));
        BinaryInspection inspection =
                ResticBinary.inspect(path, new SystemProcessLauncher(Clock.systemUTC()), InspectionMemory.NONE);
        assertThat(inspection).isInstanceOf(BinaryInspection.Usable.class);
        return new RealRestic(
                ((BinaryInspection.Usable) inspection).binary(), directory, shared.resolve(series.name()));
    }

    Repository describe(String password) {
        return describe(repository, password);
    }

    private Repository describe(Path location, String password) {
        return Repository.from(Map.of("RESTIC_REPOSITORY", location.toString(), "RESTIC_PASSWORD", password))
                .withCache(cache);
    }

    ResticClient client() {
        return client(launcher);
    }

    ResticClient client(ProcessLauncher other) {
        return new ResticClient(binary, other, describe("correct horse"));
    }

    /** An empty repository. Making one costs restic seconds of key derivation, copying one nothing. */
    ResticClient initialised() throws IOException {
        if (!Files.exists(template)) {
            success(new ResticClient(binary, launcher, describe(template, "correct horse")).init(CONTROL));
        }
        try (Stream<Path> files = Files.walk(template)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, repository.resolve(template.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return client();
    }

    /** Starts a backup of a command that says nothing: a live restic that holds a shared lock until it is stopped. */
    HeldLock holdSharedLock() throws InterruptedException {
        return new HeldLock(this);
    }

    static <T> T success(ResticResult<T> result) {
        assertThat(result).isInstanceOf(ResticResult.Success.class);
        return result.reported().orElseThrow();
    }

    static ResticFailure failure(ResticResult<?> result) {
        assertThat(result).isInstanceOf(ResticResult.Failure.class);
        return ((ResticResult.Failure<?>) result).failure();
    }

    static FailureKind failureKind(ResticResult<?> result) {
        return failure(result).kind();
    }

    /** A restic that reads from a command which never says anything. */
    static final class HeldLock implements AutoCloseable {

        private final Cancellation cancellation = new Cancellation();
        private final Thread thread;
        private volatile ProcessIdentity process;

        private HeldLock(RealRestic restic) throws InterruptedException {
            CountDownLatch started = new CountDownLatch(1);
            ProcessRequest request = new ProcessRequest(
                    List.of(
                            restic.binary.path().toString(),
                            "backup",
                            "--json",
                            "--no-cache",
                            "--stdin-from-command",
                            "--",
                            "/bin/sleep",
                            "120"),
                    restic.describe("correct horse").environment(),
                    RunLimits.deadline(Duration.ofSeconds(100)).withGrace(Duration.ofSeconds(5)));
            LineFraming ignored = new LineFraming(1000, line -> Activity.PROGRESS);
            ProcessStreams streams = new ProcessStreams(
                    identity -> {
                        process = identity;
                        started.countDown();
                    },
                    ignored,
                    ignored);
            thread = new Thread(() -> restic.launcher.run(request, streams, cancellation));
            thread.start();
            started.await();
        }

        ProcessIdentity process() {
            return process;
        }

        /** SIGKILL: leaves the lock behind. */
        void kill() throws InterruptedException {
            ProcessHandle restic = ProcessHandle.of(process.pid()).orElseThrow();
            List<ProcessHandle> children = restic.children().toList();
            restic.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
            thread.join();
        }

        @Override
        public void close() {
            cancellation.cancel();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
