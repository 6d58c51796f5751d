package backup.holdfast.cli.repository;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.replication.mover.PlanExecutor;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import backup.holdfast.restic.BinaryInspection;
import backup.holdfast.restic.InspectionFile;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.RunControl;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.repository.MalformedLocationException;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.result.ResticResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** restic on this machine, working on a repository with that repository's own environment. */
public final class LocalRestic {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** What a process needs from its user besides the repository's credentials. */
    private static final Set<String> FROM_USER = Set.of(
            "HOME",
            "PATH",
            "TMPDIR",
            "XDG_CACHE_HOME",
            "SSH_AUTH_SOCK",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "http_proxy",
            "https_proxy",
            "no_proxy");

    private final Map<String, String> process;
    private final ProcessLauncher launcher;

    /** @param process the environment of this process */
    public LocalRestic(Map<String, String> process, ProcessLauncher launcher) {
        this.process = new TreeMap<>(process);
        this.launcher = requireNonNull(launcher, "launcher is null");
    }

    /**
     * What talks to a repository. Asks the binary for its version, once per binary.
     *
     * @param environment of the repository: its address, password and keys
     * @param certificate the authority its store is checked against
     */
    public ResticClient open(Map<String, String> environment, Optional<Path> certificate) {
        Repository repository = repository(environment);
        Repository trusted = certificate.map(repository::withCaCertificate).orElse(repository);
        return new ResticClient(binary(), launcher, trusted.withCache(resticCache()));
    }

    /** Where a repository is. */
    public RepositoryLocation location(Map<String, String> environment) {
        return repository(environment).location();
    }

    /** A repository's environment, with what a process here needs from its user. */
    public Map<String, String> whole(Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>();
        process.forEach((name, value) -> {
            if (FROM_USER.contains(name)) {
                all.put(name, value);
            }
        });
        all.putAll(environment);
        return all;
    }

    /** What carries out a mover's plans here. */
    public PlanExecutor executor(Clock clock) {
        return new PlanExecutor(binary(), launcher, clock, event -> {}, process -> {});
    }

    /**
     * Does something with an authority in a file, for as long as it takes.
     *
     * @param pem the authority, if there is one
     */
    public static void trusting(Optional<String> pem, Consumer<Optional<Path>> work) {
        Optional<Path> certificate = pem.map(LocalRestic::file);
        try {
            work.accept(certificate);
        } finally {
            certificate.ifPresent(file -> file.toFile().delete());
        }
    }

    /** Readable for its owner alone. */
    private static Path file(String pem) {
        try {
            return Files.writeString(Files.createTempFile("holdfast-", ".pem"), pem);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a temporary file", e);
        }
    }

    /** Where restic's caches are. */
    public Path resticCache() {
        return cache().resolve("restic");
    }

    /** All snapshots of a repository, in no order. Takes no lock, so that keys that may only read are enough. */
    public static List<SnapshotInfo> snapshots(ResticClient restic) {
        ResticResult<List<Snapshot>> listed = restic.with(GlobalOptions.DEFAULTS.noLock())
                .snapshots(SnapshotFilter.ALL, RunControl.deadline(PATIENCE));
        return listed.fold(
                success -> success.value().stream().map(LocalRestic::info).toList(),
                partial -> {
                    throw stop("listing the snapshots", partial.shortfall());
                },
                failure -> {
                    throw stop("listing the snapshots", failure.failure());
                });
    }

    /** The end of the command, in words, for what restic could not do. */
    public static StopException stop(String doing, ResticFailure failure) {
        ExitCode code = switch (failure.kind()) {
            case UNREACHABLE, CERTIFICATE_UNTRUSTED, DEADLINE_EXCEEDED -> ExitCode.UNREACHABLE;
            case ACCESS_DENIED, WRONG_PASSWORD, PASSWORD_MISSING -> ExitCode.FORBIDDEN;
            case REPOSITORY_MISSING, BUCKET_MISSING, SNAPSHOT_NOT_FOUND, PATH_NOT_FOUND -> ExitCode.NOT_FOUND;
            default -> ExitCode.FAILED;
        };
        return new StopException(code, doing + " failed: " + failure.message(), advice(failure));
    }

    private static String advice(ResticFailure failure) {
        return switch (failure.kind()) {
            case UNREACHABLE, DEADLINE_EXCEEDED -> "Check the address and whether this machine may reach it.";
            case CERTIFICATE_UNTRUSTED -> "Check http/https in the address, or give its authority with --cacert.";
            case ACCESS_DENIED -> "Check the keys, and what they are allowed to do.";
            case WRONG_PASSWORD, PASSWORD_MISSING -> "Check RESTIC_PASSWORD.";
            case REPOSITORY_MISSING, BUCKET_MISSING ->
                "Check RESTIC_REPOSITORY; in a bucket, `restore bucket find` shows which repositories there are.";
            case SNAPSHOT_NOT_FOUND -> "List the snapshots first.";
            case PATH_NOT_FOUND -> "List the snapshot first: the path is not in it.";
            case LOCKED, LOCK_UNREADABLE -> "`restore unlock` shows who holds the lock, and whether it may go.";
            case NO_SPACE -> "Make room; what was written stays.";
            default -> "The message above is restic's own.";
        };
    }

    private Repository repository(Map<String, String> environment) {
        Repository repository = parsed(whole(environment));
        if (repository.location() instanceof RepositoryLocation.Local local
                && !Files.isDirectory(Path.of(local.path()))) {
            throw new StopException(
                    ExitCode.UNREACHABLE,
                    "the repository is the folder " + local.path() + ", which is not here",
                    "It may be one that only movers mount: leave --local out, or mount it.");
        }
        return repository;
    }

    private static Repository parsed(Map<String, String> all) {
        try {
            return Repository.from(all);
        } catch (MalformedLocationException e) {
            throw new StopException(
                    ExitCode.USAGE,
                    "RESTIC_REPOSITORY is no address of a repository: " + e.getMessage(),
                    "For example: s3:https://s3.example:9000/bucket/app",
                    e);
        }
    }

    private ResticBinary binary() {
        BinaryInspection found = ResticBinary.find(
                process.getOrDefault("PATH", ""), launcher, new InspectionFile(cache().resolve("restic-binary")));
        if (found instanceof BinaryInspection.Usable usable) {
            return usable.binary();
        }
        throw new StopException(
                ExitCode.FAILED, found.describe(), "restic.net has it for every system; put it on the PATH.");
    }

    private Path cache() {
        String xdg = process.get("XDG_CACHE_HOME");
        Path base = xdg == null || xdg.isEmpty()
                ? Path.of(process.getOrDefault("HOME", System.getProperty("java.io.tmpdir")), ".cache")
                : Path.of(xdg);
        return base.resolve("holdfast");
    }

    private static SnapshotInfo info(Snapshot snapshot) {
        return new SnapshotInfo(
                snapshot.id().value(),
                snapshot.time(),
                snapshot.hostname(),
                snapshot.paths(),
                snapshot.tags(),
                Optional.of(snapshot.tree()).filter(tree -> !tree.isEmpty()),
                snapshot.summary()
                        .map(counts -> new SnapshotSize(counts.totalFilesProcessed(), counts.totalBytesProcessed())));
    }
}
