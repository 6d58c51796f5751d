package backup.holdfast.cli.run;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.SafetyCopy;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Brings a claim back to what it was before a restore, from the copy that was made then. */
public final class SafetyReturn {
    private static final String SUFFIX = "-back";

    private SafetyReturn() {}

    /** The item that does so: the same repository and mover, another snapshot, and nothing kept that the copy does not have. */
    static Item of(RunRecord record, Item item) {
        ObjectNode spec = item.spec().deepCopy();
        spec.putObject("trigger").put("manual", record.id() + SUFFIX);
        ObjectNode restic = spec.withObject("/restic");
        restic.remove("previous");
        restic.remove("restoreAsOf");
        restic.remove("include");
        restic.remove("safetyCopy");
        restic.put("snapshotId", requireNonNull(item.safety(), "safety is null"));
        restic.withObject("/identity").put("host", SafetyCopy.HOST);
        restic.put("enableFileDeletion", true);
        return new Item(
                item.claim(),
                item.source(),
                item.destination() + SUFFIX,
                spec,
                "the copy made before the restore",
                item.safety());
    }
}
