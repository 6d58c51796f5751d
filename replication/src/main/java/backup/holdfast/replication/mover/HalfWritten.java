package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.mover.VolumeBefore.Entries;
import backup.holdfast.replication.plan.MoverEvent.Kind;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.RestorePlan.Overwrite;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.RestoreOptions;
import backup.holdfast.restic.command.SnapshotRef;
import backup.holdfast.restic.event.ResticEvent;
import backup.holdfast.restic.event.ResticEvent.RestoreItem;
import backup.holdfast.restic.event.ResticEventListener;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.model.TreeNode;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.result.ResticResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Removes the files that a killed attempt has left half written, where restic would spare them: to {@code overwrite: Never} each of them
 * is a file that exists, and to {@code IfNewer} one that is newer than the snapshot's. restic gives a file its time and its mode last, so
 * that one which has both is whole.
 */
final class HalfWritten {
    /** What restic calls a file that exists and that it would leave alone. */
    private static final String SPARED = "unchanged";

    private final RestorePlan plan;
    private final ResticClient restic;
    private final GlobalOptions global;
    private final RunContext context;
    private final Entries before;

    HalfWritten(RestorePlan plan, ResticClient restic, GlobalOptions global, RunContext context, Entries before) {
        this.plan = requireNonNull(plan, "plan is null");
        this.restic = requireNonNull(restic, "restic is null");
        this.global = requireNonNull(global, "global is null");
        this.context = requireNonNull(context, "context is null");
        this.before = requireNonNull(before, "before is null");
    }

    /** Whether restic spares what is there. */
    static boolean matterTo(Overwrite overwrite) {
        return switch (overwrite) {
            case NEVER, IF_NEWER -> true;
            case ALWAYS, IF_CHANGED -> false;
        };
    }

    /** What came of it: how many were removed, or why restic could not tell. */
    record Removal(long files, Optional<ResticResult.Failure<?>> failure) {}

    Removal remove() {
        Spared spared = new Spared(context.reporter().listener("half-written"));
        ResticClient reader = restic.with(global.noLock());
        // Only restic can tell which files the patterns of the plan lead to.
        ResticResult<?> asked = reader.restore(
                of(RestoreCommands.unverified(plan, restic)),
                context.longStep("half-written").withListener(spared));
        if (asked instanceof ResticResult.Failure<?> failure) {
            return new Removal(0, Optional.of(failure));
        }
        if (spared.paths.isEmpty()) {
            return new Removal(0, Optional.empty());
        }
        Remover remover = new Remover(spared.paths);
        ResticResult<Long> listed = reader.ls(
                SnapshotRef.whole(new SnapshotId(plan.snapshotId())), remover, context.longStep("half-written"));
        return new Removal(
                remover.removed,
                listed instanceof ResticResult.Failure<?> failure ? Optional.of(failure) : Optional.empty());
    }

    private static RestoreOptions of(RestoreOptions restore) {
        return restore.overwrite(RestoreOptions.Overwrite.NEVER).dryRun().tellOfEach();
    }

    /** Not the volume's own, as far as the policy spares that. */
    private boolean isOfTheRestore(String item) {
        if (plan.overwrite() == Overwrite.NEVER) {
            return !before.had(item);
        }
        try {
            return !before.had(item, Files.getLastModifiedTime(path(item), LinkOption.NOFOLLOW_LINKS));
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    private Path path(String item) {
        return plan.workspace().data().resolve(item.substring(1));
    }

    /** The files in the volume that the restore would leave as they are, without those that were there before it. */
    private final class Spared implements ResticEventListener {
        private final ResticEventListener next;
        private final Set<String> paths = new HashSet<>();

        Spared(ResticEventListener next) {
            this.next = next;
        }

        @Override
        public void started(ProcessIdentity process) {
            next.started(process);
        }

        @Override
        public void event(ResticEvent event) {
            if (event instanceof RestoreItem item && item.action().equals(SPARED) && isOfTheRestore(item.item())) {
                paths.add(item.item());
            }
        }
    }

    private final class Remover implements Consumer<TreeNode> {
        private final Set<String> candidates;
        private long removed;

        Remover(Set<String> candidates) {
            this.candidates = candidates;
        }

        @Override
        public void accept(TreeNode node) {
            if (!node.type().equals("file") || !candidates.contains(node.path())) {
                return;
            }
            try {
                Path file = path(node.path());
                if (!isWhole(file, node)) {
                    Files.delete(file);
                    removed++;
                }
            } catch (IOException e) {
                // What can't be looked at or removed, restic can't write to either, and says so.
                context.reporter().report(Kind.WARNING, e.toString());
            }
        }
    }

    private static boolean isWhole(Path file, TreeNode node) throws IOException {
        PosixFileAttributes found = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.isRegularFile()
                && found.size() == node.size()
                && node.modified().equals(Optional.of(found.lastModifiedTime().toInstant()))
                && node.permissions().endsWith(PosixFilePermissions.toString(found.permissions()));
    }
}
