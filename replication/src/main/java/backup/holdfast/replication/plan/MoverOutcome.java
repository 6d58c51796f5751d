package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to: the container's termination message. Small enough for the 4096 bytes Kubernetes keeps (see {@link
 * OutcomeCodec}), and complete enough that the controller never needs the mover's log.
 *
 * @param failure why the run did not do what it was for; a snapshot may exist all the same ({@link RunResult#PARTIAL_READ})
 * @param maintenanceFailure why forget or prune did not run to their end; the backup is good regardless
 * @param retentionPreview what the policy would remove, if the plan asked for that
 * @param snapshots what a {@link SelectPlan} found, newest first, at most 20
 * @param unreadable the first files that could not be read or restored, at most 5
 * @param locks what was met in the repository and what was done about it
 * @param logTail the end of what restic said
 */
public record MoverOutcome(
        RunId runId,
        RunResult result,
        Instant startedAt,
        Instant endedAt,
        @Nullable RunFailure failure,
        @Nullable RunFailure maintenanceFailure,
        @Nullable RepositorySeen repository,
        @Nullable SnapshotBrief snapshot,
        @Nullable BackupCounts backup,
        @Nullable ForgetDone forget,
        @Nullable PruneDone prune,
        @Nullable RetentionPreviewed retentionPreview,
        @Nullable RestoreCounts restore,
        List<SnapshotBrief> snapshots,
        @Nullable String explanation,
        List<String> unreadable,
        List<LockMet> locks,
        String logTail) {
    public MoverOutcome {
        requireNonNull(runId, "runId is null");
        requireNonNull(result, "result is null");
        requireNonNull(startedAt, "startedAt is null");
        requireNonNull(endedAt, "endedAt is null");
        snapshots = List.copyOf(snapshots);
        unreadable = List.copyOf(unreadable);
        locks = List.copyOf(locks);
        requireNonNull(logTail, "logTail is null");
    }

    /** Of a run whose mover could not be started. */
    public static MoverOutcome notStarted(RunId runId, FailureClass failure, String message, Instant now) {
        return unsaid(runId, new RunFailure(failure, "start", null, message), now);
    }

    /** Of a run whose mover said nothing itself, but left traces of what became of it. */
    public static MoverOutcome cutOff(RunId runId, FailureClass failure, String message, Instant now) {
        return unsaid(runId, new RunFailure(failure, "run", null, message), now);
    }

    /** Of a restore that is known to have found nothing to restore. */
    public static MoverOutcome noSnapshot(RunId runId, Instant startedAt, Instant endedAt) {
        return builder(runId, RunResult.NO_SNAPSHOT, startedAt, endedAt).build();
    }

    /** Of a restore that is known to have gone well, when nobody can tell any more what it counted. */
    public static MoverOutcome restored(RunId runId, Instant startedAt, Instant endedAt) {
        return builder(runId, RunResult.SUCCEEDED, startedAt, endedAt).build();
    }

    private static MoverOutcome unsaid(RunId runId, RunFailure failure, Instant now) {
        return builder(runId, RunResult.FAILED, now, now)
                .failure(failure)
                .logTail(failure.message())
                .build();
    }

    public static OutcomeBuilder builder(RunId runId, RunResult result, Instant startedAt, Instant endedAt) {
        return new OutcomeBuilder(runId, result, startedAt, endedAt);
    }

    /** To say the same with a difference. */
    public OutcomeBuilder toBuilder() {
        return new OutcomeBuilder(this);
    }

    /** The same as a failure, where somebody knows better than the mover what its finding means. */
    public MoverOutcome failedBy(RunFailure better) {
        return toBuilder().result(RunResult.FAILED).failure(better).build();
    }

    /** The same where somebody knows better than the mover what killed its restic. */
    public MoverOutcome killedBy(FailureClass better) {
        return toBuilder()
                .failure(reclassified(failure, better))
                .maintenanceFailure(reclassified(maintenanceFailure, better))
                .build();
    }

    private static @Nullable RunFailure reclassified(@Nullable RunFailure failure, FailureClass better) {
        return failure == null || failure.failureClass() != FailureClass.KILLED
                ? failure
                : new RunFailure(better, failure.step(), failure.exitCode(), failure.message());
    }

    /**
     * The same with no time of the run before {@code from} or after {@code to}: back-off and prune intervals count from these
     * times, and the mover's clock, which gave them, may be wrong.
     */
    public MoverOutcome within(Instant from, Instant to) {
        return toBuilder()
                .startedAt(kept(startedAt, from, to))
                .endedAt(kept(endedAt, from, to))
                .prune(prune == null ? null : new PruneDone(kept(prune.at(), from, to)))
                .build();
    }

    /** The same with another end of the log. */
    public MoverOutcome withLogTail(String other) {
        return toBuilder().logTail(other).build();
    }

    private static Instant kept(Instant time, Instant from, Instant to) {
        Instant notBefore = time.isBefore(from) ? from : time;
        return notBefore.isAfter(to) ? to : notBefore;
    }

    /** How a run ended. */
    public enum RunResult {
        /** It did what it was for. */
        SUCCEEDED,
        /** The volume is as the newest snapshot has it: no new snapshot, a success. */
        UNCHANGED,
        /** The volume holds nothing: no snapshot, and nothing was forgotten or pruned. */
        EMPTY,
        /** There is a snapshot, but some files are missing in it. */
        PARTIAL_READ,
        /** A restore found nothing to restore; the volume was not touched. */
        NO_SNAPSHOT,
        FAILED
    }

    /**
     * A failure of one step.
     *
     * @param failureClass what kind
     * @param step where: prepare, init, backup, forget, prune, select or restore
     * @param exitCode restic's, if it ran
     * @param message restic's words, bounded; for Events and logs, never for conditions
     */
    public record RunFailure(
            FailureClass failureClass,
            String step,
            @Nullable Integer exitCode,
            String message) {
        public RunFailure {
            requireNonNull(failureClass, "failureClass is null");
            requireNonNull(step, "step is null");
            requireNonNull(message, "message is null");
        }
    }

    /**
     * The repository as the run saw it: it was opened, and is now known to hold history of this identity.
     *
     * @param fingerprint SHA-256 of the URL without credentials
     * @param url without credentials
     * @param id restic's own, where it could be learnt without another request
     * @param origin whether this run made it
     */
    public record RepositorySeen(
            String fingerprint, String url, @Nullable String id, Origin origin) {
        public RepositorySeen {
            requireNonNull(fingerprint, "fingerprint is null");
            requireNonNull(url, "url is null");
            requireNonNull(origin, "origin is null");
        }

        /** Where a repository came from. */
        public enum Origin {
            FOUND,
            CREATED
        }
    }

    /**
     * One snapshot.
     *
     * @param bytes size when restored, if known
     */
    public record SnapshotBrief(
            String id,
            Instant time,
            String host,
            String path,
            @Nullable Long files,
            @Nullable Long bytes) {
        public SnapshotBrief {
            requireNonNull(id, "id is null");
            requireNonNull(time, "time is null");
            requireNonNull(host, "host is null");
            requireNonNull(path, "path is null");
        }
    }

    /** What a backup read and wrote; sizes in bytes, {@code bytesAdded} as stored after compression. */
    public record BackupCounts(
            long filesNew,
            long filesChanged,
            long filesUnmodified,
            long filesProcessed,
            long bytesProcessed,
            long bytesAdded) {}

    /**
     * What retention did.
     *
     * @param removed snapshots forgotten
     * @param kept snapshots of this identity left
     * @param frozen why nothing was forgotten although the policy would; absent otherwise
     * @param wouldRemove how many the policy would forget, when frozen
     * @param verdict who found what there is to remove
     */
    public record ForgetDone(
            int removed, int kept, @Nullable String frozen, int wouldRemove, Verdict verdict) {
        public ForgetDone {
            // An older mover does not say, and it ran restic's forget only to remove something.
            verdict = requireNonNullElse(verdict, removed > 0 ? Verdict.RESTIC : Verdict.PREVIEW);
        }

        /** Whose word it was. */
        public enum Verdict {
            /** Ours: restic's forget was not run. */
            PREVIEW,
            /** restic's forget ran to its end. */
            RESTIC
        }

        /** By the preview there is nothing to remove. */
        public static ForgetDone nothingDue(int kept) {
            return new ForgetDone(0, kept, null, 0, Verdict.PREVIEW);
        }

        /** By restic's own report. */
        public static ForgetDone ran(int removed, int kept) {
            return new ForgetDone(removed, kept, null, 0, Verdict.RESTIC);
        }

        /** Nothing was removed, for a reason. */
        public static ForgetDone frozen(String reason, int kept, int wouldRemove) {
            return new ForgetDone(0, kept, reason, wouldRemove, Verdict.PREVIEW);
        }
    }

    /**
     * What a policy would do to the snapshots there are, asked for instead of doing it.
     *
     * @param token what asked for it
     * @param policy as flags of restic's forget, or that everything is kept
     * @param keep how many would stay
     * @param remove how many would go
     * @param removed some of those that would go, oldest first
     * @param kept some of those that would stay with the rules that hold them, newest first
     */
    public record RetentionPreviewed(
            String token,
            String policy,
            int keep,
            int remove,
            List<PreviewedSnapshot> removed,
            List<PreviewedSnapshot> kept) {
        public RetentionPreviewed {
            requireNonNull(token, "token is null");
            requireNonNull(policy, "policy is null");
            removed = List.copyOf(removed);
            kept = List.copyOf(kept);
        }
    }

    /**
     * A snapshot in a preview.
     *
     * @param id the short one
     * @param reasons the rules that hold it, in restic's words; none where it would go
     */
    public record PreviewedSnapshot(String id, Instant time, List<String> reasons) {
        public PreviewedSnapshot {
            requireNonNull(id, "id is null");
            requireNonNull(time, "time is null");
            reasons = List.copyOf(reasons);
        }
    }

    /** When prune ended. */
    public record PruneDone(Instant at) {}

    /**
     * What a restore wrote; sizes in bytes.
     *
     * @param losses what is not as the snapshot has it; absent where everything is
     * @param safetyCopy the volume as it was before; to restore it, extra files deleted, takes the restore back
     */
    public record RestoreCounts(
            long filesRestored,
            long filesSkipped,
            long filesDeleted,
            long bytesRestored,
            long bytesTotal,
            @Nullable RestoreLosses losses,
            @Nullable SnapshotBrief safetyCopy) {
        public RestoreCounts(
                long filesRestored, long filesSkipped, long filesDeleted, long bytesRestored, long bytesTotal) {
            this(filesRestored, filesSkipped, filesDeleted, bytesRestored, bytesTotal, null, null);
        }

        /** The same, with what is not as it was. */
        public RestoreCounts with(RestoreLosses other) {
            return new RestoreCounts(
                    filesRestored, filesSkipped, filesDeleted, bytesRestored, bytesTotal, other, safetyCopy);
        }
    }

    /**
     * How many files and folders were not restored as the snapshot has them. The first five are named in {@code unreadable}.
     *
     * @param contents not there, or not whole
     * @param owners of another user or group
     * @param attributes without some of their mode, times, access lists and other attributes
     * @param devices device nodes that were not made
     */
    public record RestoreLosses(long contents, long owners, long attributes, long devices) {
        /** Whether everything is as in the snapshot. */
        public boolean isNone() {
            return contents + owners + attributes + devices == 0;
        }
    }

    /**
     * A lock in the way.
     *
     * @param host its host name, a run id if it was ours; empty for a lock that can't be read
     * @param user who holds it, on that host
     * @param pid of the process that holds it, on that host
     * @param time when it was last written, by the clock of the storage where that tells it
     * @param age what it was then old, by the same clock
     * @param reason for the verdict, in words
     */
    public record LockMet(
            String host, String user, long pid, Instant time, Duration age, LockVerdict verdict, String reason) {
        public LockMet {
            requireNonNull(host, "host is null");
            requireNonNull(user, "user is null");
            requireNonNull(time, "time is null");
            requireNonNull(age, "age is null");
            requireNonNull(verdict, "verdict is null");
            requireNonNull(reason, "reason is null");
        }

        /** Who holds it since when, in words that stay the same as long as that does. */
        public String holder() {
            return (host.isEmpty() ? "a lock that can't be read" : user + " on " + host + " (PID " + pid + ")")
                    + " since " + time.truncatedTo(ChronoUnit.SECONDS);
        }
    }

    /** What became of a lock. */
    public enum LockVerdict {
        /** Its owner is gone for certain. */
        REMOVED("removed"),
        /** Its owner may be alive. */
        KEPT("kept"),
        /** Ours, or unreadable, and too young to be sure: it goes when it has not been written for half an hour. */
        WAITING("waiting");

        private final String label;

        LockVerdict(String label) {
            this.label = label;
        }

        /** The value of the metric label {@code verdict}. */
        public String label() {
            return label;
        }
    }
}
