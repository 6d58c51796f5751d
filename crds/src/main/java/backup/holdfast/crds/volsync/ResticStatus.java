package backup.holdfast.crds.volsync;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code status.restic}. A destination uses only {@code lastUnlocked}, {@code repository}, {@code identity},
 * {@code latestSnapshot} and {@code snapshotCount}; its schema has no others.
 */
@ApiRecord
public record ResticStatus(
        @LenientTime @Nullable Instant lastPruned,
        @Nullable String lastUnlocked,
        @Nullable RepositoryStatus repository,
        @Nullable Identity identity,
        @Nullable SnapshotStatus latestSnapshot,
        @Nullable Integer snapshotCount,
        @LenientTime @Nullable Instant lastForget,
        @Nullable String retainApplied,
        @Nullable String acceptedChange,
        @LenientTime @Nullable Instant acceptedAt,
        @Nullable String handledCreateRepository,
        @OmitEmpty List<BackupSummary> recentSummaries,
        @Nullable RetentionFrozen retentionFrozen,
        @Nullable RetentionPreview retentionPreview) {

    public static final int MAX_SUMMARIES = 5;

    /** Nothing known yet. */
    public static final ResticStatus EMPTY =
            new ResticStatus(null, null, null, null, null, null, null, null, null, null, null, List.of(), null, null);

    public ResticStatus {
        recentSummaries = Absent.toEmpty(recentSummaries);
    }

    /** A copy with the given changes: {@code status.with(draft -> draft.snapshotCount = 3)}. */
    public ResticStatus with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finish();
    }

    /** Adds the newest summary and drops the oldest beyond {@link #MAX_SUMMARIES}. */
    public ResticStatus withSummary(BackupSummary summary) {
        List<BackupSummary> all =
                Stream.concat(recentSummaries.stream(), Stream.of(summary)).toList();
        return with(draft -> draft.recentSummaries = all.subList(Math.max(0, all.size() - MAX_SUMMARIES), all.size()));
    }

    /** The fields of a copy in the making. */
    public static final class Draft {
        public @Nullable Instant lastPruned;
        public @Nullable String lastUnlocked;
        public @Nullable RepositoryStatus repository;
        public @Nullable Identity identity;
        public @Nullable SnapshotStatus latestSnapshot;
        public @Nullable Integer snapshotCount;
        public @Nullable Instant lastForget;
        public @Nullable String retainApplied;
        public @Nullable String acceptedChange;
        public @Nullable Instant acceptedAt;
        public @Nullable String handledCreateRepository;
        public List<BackupSummary> recentSummaries;
        public @Nullable RetentionFrozen retentionFrozen;
        public @Nullable RetentionPreview retentionPreview;

        private Draft(ResticStatus from) {
            this.lastPruned = from.lastPruned();
            this.lastUnlocked = from.lastUnlocked();
            this.repository = from.repository();
            this.identity = from.identity();
            this.latestSnapshot = from.latestSnapshot();
            this.snapshotCount = from.snapshotCount();
            this.lastForget = from.lastForget();
            this.retainApplied = from.retainApplied();
            this.acceptedChange = from.acceptedChange();
            this.acceptedAt = from.acceptedAt();
            this.handledCreateRepository = from.handledCreateRepository();
            this.recentSummaries = from.recentSummaries();
            this.retentionFrozen = from.retentionFrozen();
            this.retentionPreview = from.retentionPreview();
        }

        private ResticStatus finish() {
            return new ResticStatus(
                    lastPruned,
                    lastUnlocked,
                    repository,
                    identity,
                    latestSnapshot,
                    snapshotCount,
                    lastForget,
                    retainApplied,
                    acceptedChange,
                    acceptedAt,
                    handledCreateRepository,
                    recentSummaries,
                    retentionFrozen,
                    retentionPreview);
        }
    }
}
