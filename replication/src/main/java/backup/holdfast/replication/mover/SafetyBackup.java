package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.SafetyCopy;
import backup.holdfast.replication.snapshot.SnapshotIdentity;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.BackupOptions;
import backup.holdfast.restic.command.ForgetOptions;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.event.ResticEvent.BackupSummary;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.result.ResticFailure;
import backup.holdfast.restic.result.ResticResult;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Saves the volume before a restore writes to it. */
final class SafetyBackup {
    private final RestorePlan plan;
    private final SafetyCopy wanted;
    private final ResticClient restic;
    private final GlobalOptions global;
    private final LockCare locks;
    private final RunContext context;

    SafetyBackup(
            RestorePlan plan,
            SafetyCopy wanted,
            ResticClient restic,
            GlobalOptions global,
            LockCare locks,
            RunContext context) {
        this.plan = requireNonNull(plan, "plan is null");
        this.wanted = requireNonNull(wanted, "wanted is null");
        this.restic = requireNonNull(restic, "restic is null");
        this.global = requireNonNull(global, "global is null");
        this.locks = requireNonNull(locks, "locks is null");
        this.context = requireNonNull(context, "context is null");
    }

    /** What came of it. */
    sealed interface Result {
        /** The restore can be taken back. */
        record Made(SnapshotBrief copy, String note) implements Result {}

        /** There is nothing to save. */
        record NothingToSave(String note) implements Result {}

        /** It can't be taken back. */
        record Impossible(FailureClass failure, String why) implements Result {}
    }

    Result make() {
        try {
            if (Volume.isEmpty(plan.workspace().data())) {
                return new Result.NothingToSave("The volume was empty: there was nothing to save before the restore.");
            }
        } catch (IOException e) {
            return new Result.Impossible(
                    FailureClass.NO_SAFETY_COPY,
                    "cannot list " + plan.workspace().data() + ": " + e.getMessage());
        }
        ResticResult<List<Snapshot>> listed =
                restic.with(global.noLock()).snapshots(SnapshotFilter.ALL, context.shortStep("snapshots"));
        if (listed instanceof ResticResult.Failure<?> failure) {
            return impossible(failure.failure());
        }
        List<SnapshotInfo> snapshots = listed.reported().orElse(List.of()).stream()
                .map(Snapshots::info)
                .sorted(SnapshotInfo.NEWEST_FIRST)
                .toList();
        Optional<SnapshotInfo> before = snapshots.stream()
                .filter(snapshot ->
                        is(snapshot, wanted.identity()) && snapshot.tags().contains(tag()))
                .reduce((newer, older) -> older);
        return before.<Result>map(copy -> new Result.Made(
                        Snapshots.brief(copy),
                        "An attempt before this one saved the volume as snapshot " + copy.shortId() + "."))
                .orElseGet(() -> save(parent(snapshots)));
    }

    /** All attempts of a sync look for the same. */
    private String tag() {
        return plan.runId().sync().value();
    }

    private Optional<SnapshotInfo> parent(List<SnapshotInfo> newestFirst) {
        return newestFirst.stream()
                .filter(snapshot -> is(snapshot, wanted.of()))
                .findFirst()
                .or(() -> newestFirst.stream()
                        .filter(snapshot -> is(snapshot, wanted.identity()))
                        .findFirst());
    }

    private static boolean is(SnapshotInfo snapshot, Identity identity) {
        return snapshot.identity().equals(SnapshotIdentity.of(identity.host(), identity.path()));
    }

    private Result save(Optional<SnapshotInfo> parent) {
        BackupOptions options = BackupOptions.ofDirectory(plan.workspace().data())
                .host(SafetyCopy.HOST)
                .tag(tag())
                .exclude("/" + Volume.LOST_AND_FOUND);
        if (parent.isPresent()) {
            options = options.parent(new SnapshotId(parent.get().id()));
        }
        if (plan.tuning().readConcurrency() != null) {
            options = options.readConcurrency(plan.tuning().readConcurrency());
        }
        BackupOptions saving = options;
        Optional<RepositoryFolder> folder =
                RepositoryFolder.at(RepositoryLocation.parse(plan.repository().url()));
        ResticResult<BackupSummary> result =
                locks.through(restic, global, client -> client.backup(saving, context.longStep("safety copy")));
        return result.fold(
                success -> made(success.value(), folder), this::incomplete, failure -> impossible(failure.failure()));
    }

    private Result made(BackupSummary summary, Optional<RepositoryFolder> folder) {
        Optional<SnapshotId> lost = summary.savedSnapshot()
                .filter(id -> folder.filter(it -> !it.holds(id.value())).isPresent());
        if (lost.isPresent()) {
            return new Result.Impossible(
                    FailureClass.UNREACHABLE,
                    RepositoryFolder.lost(lost.get(), plan.repository().url()));
        }
        return summary.savedSnapshot()
                .<Result>map(id -> new Result.Made(
                        new SnapshotBrief(
                                id.value(),
                                summary.counts().backupStart().orElse(context.now()),
                                SafetyCopy.HOST,
                                wanted.path(),
                                summary.counts().totalFilesProcessed(),
                                summary.counts().totalBytesProcessed()),
                        "The volume was saved before as snapshot " + id.value().substring(0, 8) + "."))
                .orElseGet(() -> new Result.Impossible(FailureClass.NO_SAFETY_COPY, "restic made no snapshot"));
    }

    /** What lacks files is no way back, and must not be taken for one by the next attempt. */
    private Result incomplete(ResticResult.Partial<BackupSummary> partial) {
        partial.value()
                .savedSnapshot()
                .ifPresent(id -> restic.forget(ForgetOptions.exactly(List.of(id)), context.shortStep("forget")));
        long unreadable = Math.max(1, partial.report().itemErrorCount());
        String first = partial.report().itemErrors().stream()
                .findFirst()
                .map(error -> ", the first " + error.item() + ": " + error.message())
                .orElse("");
        return new Result.Impossible(
                FailureClass.NO_SAFETY_COPY,
                unreadable + (unreadable == 1 ? " file" : " files") + " of the volume can't be read" + first);
    }

    private static Result impossible(ResticFailure failure) {
        FailureClass said = FailureClasses.of(failure.kind());
        return said == FailureClass.ACCESS_DENIED
                ? new Result.Impossible(
                        FailureClass.NO_SAFETY_COPY,
                        "the credentials may not write to the repository (" + failure.message() + ")")
                : new Result.Impossible(said, failure.message());
    }
}
