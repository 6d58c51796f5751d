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
import backup.holdfast.restic.event.DocumentDecoder;
import backup.holdfast.restic.event.EventDecoder;
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
import backup.holdfast.restic.result.ForgetReport;
import backup.holdfast.restic.result.PruneReport;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.result.UnlockReport;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * restic's verbs on one repository, typed. Each call is one restic process and returns when that has ended; nothing is
 * remembered between calls. restic itself asks a store that fails again for a quarter of an hour; a call is stopped sooner where
 * that can't help (refused credentials, a missing bucket, a wrong clock, a full store) and fails with that cause. Safe for use by
 * several threads.
 */
public final class ResticClient {

    private static final Pattern REMOVED_LOCKS = Pattern.compile("successfully removed (\\d{1,9}) locks");

    /** Defaults for variables the repository's environment does not set. */
    private static final Map<String, String> QUIET_AND_IN_UTC = Map.of("RESTIC_PROGRESS_FPS", "1", "TZ", "UTC");

    private static final String FEATURES = "RESTIC_FEATURES";

    private final ResticBinary binary;
    private final ProcessLauncher launcher;
    private final Repository repository;
    private final GlobalOptions options;

    /** Talks to {@code repository} with restic's own defaults. */
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

    /** The same with a feature flag turned on, if this binary knows it: restic does not start with one it does not know. */
    public ResticClient enabling(String feature) {
        if (!binary.knows(feature)) {
            return this;
        }
        SortedMap<String, String> environment = new TreeMap<>(repository.environment());
        environment.merge(FEATURES, feature + "=true", (before, added) -> before + "," + added);
        return new ResticClient(binary, launcher, repository.withEnvironment(environment), options);
    }

    /** Whether this binary has such a feature flag. */
    public boolean knows(String feature) {
        return binary.knows(feature);
    }

    /** Whether this binary is that release or a later one. */
    public boolean isAtLeast(ResticVersion version) {
        return binary.version().isAtLeast(version);
    }

    /** Creates the repository, and an S3 bucket for it if that is missing. */
    public ResticResult<Initialized> init(RunControl control) {
        return run(
                commands().init(),
                EventDecoder.OTHER,
                new EventAnswer<>(EventDecoder.OTHER, Initialized.class),
                control);
    }

    /** Reads the repository's config without a lock: the cheapest answer to "is it there, and is the password right". */
    public ResticResult<RepositoryConfig> catConfig(RunControl control) {
        return run(
                ResticCommand.on(repository, options.noLock()).catConfig(),
                EventDecoder.OTHER,
                DocumentAnswer.single(DocumentDecoder::config),
                control);
    }

    public ResticResult<BackupSummary> backup(BackupOptions backup, RunControl control) {
        return run(
                commands().backup(backup),
                EventDecoder.BACKUP,
                new EventAnswer<>(EventDecoder.BACKUP, BackupSummary.class),
                control);
    }

    /** Oldest first. */
    public ResticResult<List<Snapshot>> snapshots(SnapshotFilter filter, RunControl control) {
        return run(
                commands().snapshots(filter),
                EventDecoder.OTHER,
                DocumentAnswer.list(DocumentDecoder::snapshot),
                control);
    }

    public ResticResult<ForgetReport> forget(ForgetOptions forget, RunControl control) {
        return run(
                commands().forget(forget),
                EventDecoder.OTHER,
                DocumentAnswer.listOrNothing(DocumentDecoder::forgetGroup, ForgetReport::new),
                control);
    }

    public ResticResult<PruneReport> prune(PruneOptions prune, RunControl control) {
        return run(commands().prune(prune), EventDecoder.OTHER, new PruneAnswer(), control);
    }

    public ResticResult<RestoreSummary> restore(RestoreOptions restore, RunControl control) {
        return run(
                commands().restore(restore),
                EventDecoder.RESTORE,
                new EventAnswer<>(EventDecoder.RESTORE, RestoreSummary.class),
                control);
    }

    /** Hands every node below the directory to {@code consumer}, on another thread, and answers how many there were. */
    public ResticResult<Long> ls(SnapshotRef snapshot, Consumer<TreeNode> consumer, RunControl control) {
        return run(commands().ls(snapshot), EventDecoder.OTHER, new NodesAnswer(consumer), control);
    }

    /**
     * The same for what lies directly in the folder, itself included unless it is the root; for a file it alone. What is not there lists
     * nothing.
     */
    public ResticResult<Long> lsFolder(SnapshotRef snapshot, Consumer<TreeNode> consumer, RunControl control) {
        return run(commands().lsFolder(snapshot), EventDecoder.OTHER, new NodesAnswer(consumer), control);
    }

    /** Copies one file, or a directory as a tar archive, to {@code out}, and answers how many bytes; does not close it. */
    public ResticResult<Long> dump(SnapshotRef snapshot, OutputStream out, RunControl control) {
        return run(commands().dump(snapshot), EventDecoder.OTHER, new BytesAnswer(out), control);
    }

    public ResticResult<RepositoryStats> stats(StatsMode mode, SnapshotFilter filter, RunControl control) {
        return run(
                commands().stats(mode, filter),
                EventDecoder.OTHER,
                DocumentAnswer.single(DocumentDecoder::stats),
                control);
    }

    /** A check that found errors is a failure of kind REPOSITORY_DAMAGED with its summary reported. */
    public ResticResult<CheckSummary> check(CheckOptions check, RunControl control) {
        return run(
                commands().check(check),
                EventDecoder.CHECK,
                new EventAnswer<>(EventDecoder.CHECK, CheckSummary.class),
                control);
    }

    public ResticResult<UnlockReport> unlock(UnlockScope scope, RunControl control) {
        return run(
                commands().unlock(scope),
                EventDecoder.OTHER,
                new LinesAnswer<>(REMOVED_LOCKS.asMatchPredicate(), ResticClient::unlocked),
                control);
    }

    public ResticResult<List<LockId>> listLocks(RunControl control) {
        return run(
                commands().listLocks(),
                EventDecoder.OTHER,
                new LinesAnswer<>(
                        LockId::isOne, ids -> ids.stream().map(LockId::new).toList()),
                control);
    }

    public ResticResult<RepositoryLock> catLock(LockId lock, RunControl control) {
        return run(
                commands().catLock(lock),
                EventDecoder.OTHER,
                DocumentAnswer.single(json -> DocumentDecoder.lock(lock, json)),
                control);
    }

    public ResticResult<List<RepositoryKey>> keyList(RunControl control) {
        return run(commands().keyList(), EventDecoder.OTHER, DocumentAnswer.list(DocumentDecoder::key), control);
    }

    private <T> ResticResult<T> run(ResticCommand command, EventDecoder decoder, Answer<T> answer, RunControl control) {
        ResticCommand complete = command;
        for (Map.Entry<String, String> variable : QUIET_AND_IN_UTC.entrySet()) {
            complete = complete.withDefault(variable.getKey(), variable.getValue());
        }
        return new ResticRunner(binary.path(), launcher).run(complete, decoder, answer, control);
    }

    private ResticCommand.Builder commands() {
        return ResticCommand.on(repository, options);
    }

    private static UnlockReport unlocked(List<String> lines) {
        return new UnlockReport(lines.stream()
                .map(REMOVED_LOCKS::matcher)
                .filter(Matcher::matches)
                .mapToInt(matcher -> Integer.parseInt(matcher.group(1)))
                .sum());
    }
}
