package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.BackupScope.PartialRead;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverEvent.Kind;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.BackupCounts;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen;
import backup.holdfast.replication.plan.MoverOutcome.RepositorySeen.Origin;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.event.ResticEvent.BackupSummary;
import backup.holdfast.restic.event.ResticEvent.Initialized;
import backup.holdfast.restic.model.RepositoryConfig;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.result.FailureKind;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.store.StoreOpening;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a backup plan: backup, then forget and prune as far as the plan says. There is no probe and no unlock before it:
 * each restic process derives the key and loads the index anew, and the backup itself finds out whether a repository is there.
 */
final class BackupRun {
    private final BackupPlan plan;
    private final RepositoryLocation location;
    private final Supplier<StoreOpening> storage;
    private ResticClient restic;
    private GlobalOptions global;
    private final RunContext context;
    private final OutcomeDraft draft;

    private final ResticCache cache;
    private final LockCare locks;

    /** Id of the repository this run has made. */
    private @Nullable String created;

    /** The repository as the backup saw it. */
    private Optional<ResticCache.View> seen = Optional.empty();

    /** Where it was when the backup began. */
    private Optional<RepositoryFolder> folder = Optional.empty();

    /** @param storage opens what the repository lies in, for a look without restic; asked only where that found none or was refused */
    BackupRun(
            BackupPlan plan,
            RepositoryLocation location,
            ResticClient restic,
            Supplier<StoreOpening> storage,
            HostNames hosts,
            GlobalOptions global,
            RunContext context) {
        this.plan = plan;
        this.restic = restic;
        this.location = location;
        this.storage = storage;
        this.global = global;
        this.context = context;
        this.draft = new OutcomeDraft(plan.runId(), context.startedAt());
        this.cache = new ResticCache(plan.workspace().cache());
        this.locks = new LockCare(plan, storage, hosts, context, draft);
    }

    MoverOutcome execute() {
        locks.atStart(restic);
        RunResult result = plan.steps().contains(Step.BACKUP) ? backUp() : RunResult.SUCCEEDED;
        if (result == RunResult.SUCCEEDED || result == RunResult.UNCHANGED) {
            maintain();
        }
        return draft.finish(result, context.now());
    }

    private void maintain() {
        try {
            new Maintenance(plan, restic, global, locks, context, draft).execute(seen);
        } catch (RuntimeException e) {
            // Whatever it is: the backup is good.
            draft.failMaintenance("maintenance", FailureClass.UNKNOWN, Unexpected.describe(e));
        }
    }

    private RunResult backUp() {
        try {
            if (Volume.isEmpty(plan.workspace().data())) {
                draft.say("The volume is empty: no snapshot was made, nothing was forgotten or pruned.");
                return RunResult.EMPTY;
            }
        } catch (AccessDeniedException e) {
            // restic could only fail, and with words that explain less.
            draft.fail(
                    "prepare",
                    FailureClass.SOURCE_UNREADABLE,
                    "the mover's user may not list " + plan.workspace().data());
            return RunResult.FAILED;
        } catch (IOException e) {
            draft.fail(
                    "prepare",
                    FailureClass.SOURCE_MISSING,
                    "cannot read the volume at " + plan.workspace().data() + ": " + e.getMessage());
            return RunResult.FAILED;
        }
        Map<String, FileTime> opened = cache.opened();
        ResticResult<BackupSummary> result = callBackup();
        if (result instanceof ResticResult.Failure<?> failure && MissingRepository.isMeant(failure.failure())) {
            if (!isThereNow(failure)) {
                return RunResult.FAILED;
            }
            result = callBackup();
        }
        if (isFullCache(result)) {
            draft.heard(result.report());
            goWithoutCache();
            result = callBackup();
        }
        draft.heard(result.report());
        seen = cache.viewSince(opened);
        return result.fold(success -> saved(success.value()), partial -> partly(partial), failure -> {
            new StoreWords(storage).fail(draft, "backup", failure.failure());
            failure.reported().ifPresent(this::saved);
            return RunResult.FAILED;
        });
    }

    private ResticResult<BackupSummary> callBackup() {
        folder = RepositoryFolder.at(location);
        return locks.through(restic, global, it -> it.backup(BackupCommands.of(plan), context.longStep("backup")));
    }

    private static boolean isFullCache(ResticResult<?> result) {
        return result instanceof ResticResult.Failure<?> failure
                && failure.failure().kind() == FailureKind.NO_SPACE
                && FullDisk.of(failure.failure().message()) == FullDisk.CACHE;
    }

    /** A cache is there to save time: a full one must not cost the backup. */
    private void goWithoutCache() {
        new CacheCare(plan.workspace().cache()).keepOnly(null);
        global = global.noCache();
        restic = restic.with(global);
        remark("The cache is full: it was emptied, and this run goes on without one. Raise spec.restic.cacheCapacity.");
    }

    private void remark(String text) {
        draft.say(text);
        context.reporter().report(Kind.WARNING, text);
    }

    private boolean isThereNow(ResticResult.Failure<?> failure) {
        MissingRepository.Verdict verdict = new MissingRepository(plan.repository(), storage).judge(failure.failure());
        if (verdict instanceof MissingRepository.Verdict.Refuse refuse) {
            draft.heard(failure.report());
            draft.fail("backup", refuse.failure(), refuse.message());
            return false;
        }
        return verdict instanceof MissingRepository.Verdict.LookAgain || create();
    }

    /** Whether there is a repository now. Somebody else's, made since we looked, is as good as ours. */
    private boolean create() {
        ResticResult<Initialized> result = restic.init(context.shortStep("init"));
        draft.heard(result.report());
        return result.fold(
                success -> {
                    created = success.value().repositoryId();
                    draft.say("created repository " + success.value().repositoryId());
                    return true;
                },
                partial -> true,
                failure -> {
                    if (failure.failure().kind() == FailureKind.REPOSITORY_EXISTS) {
                        return true;
                    }
                    draft.fail("init", failure.failure());
                    return false;
                });
    }

    private RunResult partly(ResticResult.Partial<BackupSummary> partial) {
        RunResult rest = saved(partial.value());
        if (rest == RunResult.FAILED) {
            return rest;
        }
        if (plan.scope().partialRead() == PartialRead.ACCEPT) {
            draft.say("Some files could not be read; accepted by onPartialRead.");
            return rest;
        }
        draft.fail("backup", partial.shortfall());
        return RunResult.PARTIAL_READ;
    }

    private RunResult saved(BackupSummary summary) {
        seen.ifPresent(view -> new CacheCare(plan.workspace().cache()).keepOnly(view.repositoryId()));
        draft.repository = new RepositorySeen(
                plan.repository().fingerprint(),
                plan.repository().url(),
                created == null ? foundId() : created,
                created == null ? Origin.FOUND : Origin.CREATED);
        backup.holdfast.restic.model.BackupCounts counts = summary.counts();
        draft.backup = new BackupCounts(
                counts.filesNew(),
                counts.filesChanged(),
                counts.filesUnmodified(),
                counts.totalFilesProcessed(),
                counts.totalBytesProcessed(),
                counts.dataAddedPacked());
        Optional<SnapshotId> lost = summary.savedSnapshot()
                .filter(id -> folder.filter(it -> !it.holds(id.value())).isPresent());
        if (lost.isPresent()) {
            draft.fail(
                    "backup",
                    FailureClass.UNREACHABLE,
                    RepositoryFolder.lost(lost.get(), plan.repository().url()));
            return RunResult.FAILED;
        }
        return summary.savedSnapshot()
                .map(id -> {
                    draft.snapshot = new SnapshotBrief(
                            id.value(),
                            counts.backupStart().orElse(context.now()),
                            plan.identity().host(),
                            plan.identity().path(),
                            counts.totalFilesProcessed(),
                            counts.totalBytesProcessed());
                    draft.say("processed " + counts.totalFilesProcessed() + " files, " + counts.totalBytesProcessed()
                            + " bytes\nsnapshot " + id.value() + " saved");
                    Remarks.neverSkips(plan, counts, restic).ifPresent(this::remark);
                    return RunResult.SUCCEEDED;
                })
                .orElseGet(() -> {
                    draft.say("processed " + counts.totalFilesProcessed()
                            + " files: nothing changed, no snapshot was made");
                    return RunResult.UNCHANGED;
                });
    }

    private @Nullable String foundId() {
        Optional<RepositoryConfig> config = plan.repository().id() == null ? firstContact() : Optional.empty();
        return seen.map(ResticCache.View::repositoryId)
                .or(() -> Optional.ofNullable(plan.repository().id()))
                .or(() -> config.map(RepositoryConfig::id))
                .or(cache::onlyRepository)
                .orElse(null);
    }

    /** restic tells a repository's format only to a process of its own: so it is asked once, when a source first meets it. */
    private Optional<RepositoryConfig> firstContact() {
        Optional<RepositoryConfig> config =
                restic.catConfig(context.shortStep("cat config")).reported();
        config.flatMap(Remarks::oldFormat).ifPresent(this::remark);
        return config;
    }
}
