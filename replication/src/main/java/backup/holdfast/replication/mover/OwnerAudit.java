package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.TreeNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Compares the owners of restored files with those in the snapshot. restic passes over what a user other than root may not do without a
 * word, and giving files away is that.
 */
final class OwnerAudit implements Consumer<TreeNode> {
    private static final int NAMED = 5;

    private final Path volume;
    private final List<String> first = new ArrayList<>();
    private long others;

    OwnerAudit(Path volume) {
        this.volume = requireNonNull(volume, "volume is null");
    }

    @Override
    public void accept(TreeNode node) {
        String wanted = node.uid() + ":" + node.gid();
        String actual = owner(volume.resolve(node.path().substring(1)), wanted);
        if (!actual.equals(wanted)) {
            others++;
            if (first.size() < NAMED) {
                first.add(node.path() + ": belongs to " + actual + ", in the snapshot to " + wanted);
            }
        }
    }

    /** A name that Java can't express is not found and not compared. */
    private static String owner(Path path, String otherwise) {
        try {
            Map<String, Object> owner = Files.readAttributes(path, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
            return owner.get("uid") + ":" + owner.get("gid");
        } catch (IOException | UnsupportedOperationException e) {
            return otherwise;
        }
    }

    long others() {
        return others;
    }

    List<String> first() {
        return List.copyOf(first);
    }
}
