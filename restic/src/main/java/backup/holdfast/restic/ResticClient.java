package backup.holdfast.restic;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.command.BackupOptions;
import backup.holdfast.restic.command.CheckOptions;
import backup.holdfast.restic.command.ForgetOptions;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.PruneOptions;
import backup.holdfast.restic.command.ResticCommand;
import backup.holdfast.restic.command.RestoreOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.command.SnapshotRef;
import backup.holdfast.restic.command.StatsMode;
import backup.holdfast.restic.command.UnlockScope;
import backup.holdfast.restic.event.ResticEvent.BackupSummary;
import backup.holdfast.restic.event.ResticEvent.CheckSummary;
import backup.holdfast.restic.event.ResticEvent.Initialized;
import backup.holdfast.restic.event.ResticEvent.RestoreSummary;
import backup.holdfast.restic.model.LockId;
import backup.holdfast.restic.model.RepositoryConfig;
import backup.holdfast.restic.model.RepositoryKey;
import backup.holdfast.restic.model.RepositoryLock;
import backup.holdfast.restic.model.RepositoryStats;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.model.TreeNode;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.repository.Repository;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;

/**
 * restic's verbs on one repository, typed. Each call is one restic process and returns when that has ended; nothing is retried
 * and nothing is remembered between calls. Safe for use by several threads.
 */
public final class ResticClient {

    private final ResticBinary binary;
    private final ProcessLauncher launcher;
    private final Repository repository;
    private final GlobalOptions options;

    public ResticClient(ResticBinary binary, ProcessLauncher launcher, Repository repository) {
        this(binary, launcher, repository, GlobalOptions.DEFAULTS);
    }

    private ResticClient(ResticBinary binary, ProcessLauncher launcher, Repository repository, GlobalOptions options) {
        this.binary = requireNonNull(binary, "binary is null");
        this.launcher = requireNonNull(launcher, "launcher is null");
        this.repository = requireNonNull(repository, "repository is null");
        this.options = requireNonNull(options, "options is null");
    }

    /** The same with these options for every call. */
    public ResticClient with(GlobalOptions other) {
        return new ResticClient(binary, launcher, repository, other);
    }

    /** Creates the repository, and an S3 bucket for it if that is missing. */
    public ResticResult<Initialized> init(RunControl control) {
        throw new UnsupportedOperationException();
    }

    /** Reads the repository's config without a lock: the cheapest answer to "is it there, and is the password right". */
    public ResticResult<RepositoryConfig> catConfig(RunControl control) {
        throw new UnsupportedOperationException();
    }

    public ResticResult<BackupSummary> backup(BackupOptions backup, RunControl control) {
        throw new UnsupportedOperationException();
    }

    /** Oldest first. */
    public ResticResult<List<Snapshot>> snapshots(SnapshotFilter filter, RunControl control) {
        throw new UnsupportedOperationException();
    }

    public ResticResult<ForgetReport> forget(ForgetOptions forget, RunControl control) {
        throw new UnsupportedOperationException();
    }

    public ResticResult<PruneReport> prune(PruneOptions prune, RunControl control) {
        throw new UnsupportedOperationException();
    }

    public ResticResult<RestoreSummary> restore(RestoreOptions restore, RunControl control) {
        throw new UnsupportedOperationException();
    }

    /** Hands every node below the directory to {@code consumer}, on another thread, and answers how many there were. */
    public ResticResult<Long> ls(SnapshotRef snapshot, Consumer<TreeNode> consumer, RunControl control) {
        throw new UnsupportedOperationException();
    }

    /** Copies one file, or a directory as a tar archive, to {@code out}, and answers how many bytes; does not close it. */
    public ResticResult<Long> dump(SnapshotRef snapshot, OutputStream out, RunControl control) {
        throw new UnsupportedOperationException();
    }

    public ResticResult<RepositoryStats> stats(StatsMode mode, SnapshotFilter filter, RunControl control) {
        throw new UnsupportedOperationException();
    }

    /** A check that found errors is a failure of kind REPOSITORY_DAMAGED with its summary reported. */
    public ResticResult<CheckSummary> check(CheckOptions check, RunControl control) {
        throw new UnsupportedOperationException();
    }

    public ResticResult<UnlockReport> unlock(UnlockScope scope, RunControl control) {
        throw new UnsupportedOperationException();
    }

    public ResticResult<List<LockId>> listLocks(RunControl control) {
        throw new UnsupportedOperationException();
    }

    public ResticResult<RepositoryLock> catLock(LockId lock, RunControl control) {
        throw new UnsupportedOperationException();
    }

    public ResticResult<List<RepositoryKey>> keyList(RunControl control) {
        throw new UnsupportedOperationException();
    }

    private ResticCommand.Builder commands() {
        return ResticCommand.on(repository, options);
    }
}
