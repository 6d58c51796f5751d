package backup.holdfast.replication.mover;

import backup.holdfast.replication.mover.RememberedSnapshots.SnapshotSet;
import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.MoverOutcome.SnapshotBrief;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSize;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.result.ResticResult;
import java.nio.file.attribute.FileTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of the plan's identity. To ask restic for them is a process more, which derives the key again: as long as its
 * cache shows that the repository holds what the last run left there, and what this one added, the list is remembered instead.
 */
final class OwnSnapshots {
    private final BackupPlan plan;
    private final ResticClient restic;
    private final GlobalOptions options;
    private final RunContext context;
    private final ResticCache cache;
    private final SnapshotMemory memory;

    OwnSnapshots(BackupPlan plan, ResticClient restic, GlobalOptions options, RunContext context) {
        this.plan = plan;
        this.restic = restic;
        this.options = options;
        this.context = context;
        this.cache = new ResticCache(plan.workspace().cache());
        this.memory = new SnapshotMemory(plan.workspace().cache(), plan.identity());
    }

    /**
     * The list as remembered, if that is known to be the one restic would give now.
     *
     * @param view of the repository, as the backup of this run saw it
     * @param made what that backup added, if anything
     */
    Optional<List<SnapshotInfo>> remembered(ResticCache.View view, @Nullable SnapshotBrief made) {
        if (made == null) {
            return recall(view.repositoryId(), view.snapshots());
        }
        Set<String> before = new HashSet<>(view.snapshots());
        if (!before.remove(made.id())) {
            return Optional.empty();
        }
        Optional<List<SnapshotInfo>> now = recall(view.repositoryId(), before).map(own -> {
            List<SnapshotInfo> more = new ArrayList<>(own);
            more.add(info(made));
            return List.copyOf(more);
        });
        now.ifPresent(own -> remember(own, view));
        return now;
    }

    private Optional<List<SnapshotInfo>> recall(String repositoryId, Set<String> present) {
        if (present.isEmpty()) {
            return Optional.of(List.of());
        }
        return memory.recall(repositoryId).flatMap(list -> list.asOf(present));
    }

    /** Asks restic, without a lock because reading a list needs none, and remembers the answer. */
    ResticResult<List<Snapshot>> ask() {
        Map<String, FileTime> before = cache.opened();
        ResticResult<List<Snapshot>> listed = restic.with(options.noLock())
                .snapshots(
                        SnapshotFilter.ALL
                                .host(plan.identity().host())
                                .path(plan.identity().path()),
                        context.shortStep("snapshots"));
        if (listed instanceof ResticResult.Success<List<Snapshot>> success) {
            rememberSince(before, success.value());
        }
        return listed;
    }

    /** The state of the cache from which {@link #rememberSince} looks on. */
    Map<String, FileTime> now() {
        return cache.opened();
    }

    /** Remembers what a restic process since then has answered about this identity. */
    void rememberSince(Map<String, FileTime> before, List<Snapshot> own) {
        cache.viewSince(before)
                .ifPresent(view -> remember(own.stream().map(Snapshots::info).toList(), view));
    }

    private void remember(List<SnapshotInfo> own, ResticCache.View view) {
        Set<String> ids = own.stream().map(SnapshotInfo::id).collect(Collectors.toSet());
        if (view.snapshots().containsAll(ids)) {
            memory.keep(
                    view.repositoryId(),
                    new RememberedSnapshots(
                            plan.identity().host(), plan.identity().path(), SnapshotSet.of(view.snapshots()), own));
        }
    }

    private static SnapshotInfo info(SnapshotBrief made) {
        Long files = made.files();
        Long bytes = made.bytes();
        return new SnapshotInfo(
                made.id(),
                // restic runs in this zone.
                made.time().atOffset(ZoneOffset.UTC),
                made.host(),
                List.of(made.path()),
                List.of(),
                Optional.empty(),
                files == null || bytes == null ? Optional.empty() : Optional.of(new SnapshotSize(files, bytes)));
    }
}
