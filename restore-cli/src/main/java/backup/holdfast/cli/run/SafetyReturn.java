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
        return of(item, record.id() + SUFFIX, item.destination() + SUFFIX);
    }

    /**
     * The same, for a run of its own.
     *
     * @param token that starts the destination
     * @param destination its name
     */
    public static Item of(Item item, String token, String destination) {
        ObjectNode spec = item.spec().deepCopy();
        spec.putObject("trigger").put("manual", token);
        ObjectNode restic = spec.withObject("/restic");
        restic.remove("previous");
        restic.remove("restoreAsOf");
        restic.remove("include");
        // What is there now is what nobody wants.
        restic.put("safetyCopy", "Never");
        restic.put("snapshotId", requireNonNull(item.safety(), "safety is null"));
        restic.withObject("/identity").put("host", SafetyCopy.HOST);
        restic.put("enableFileDeletion", true);
        return new Item(
                item.claim(), item.source(), destination, spec, "the copy made before the restore", item.safety());
    }
}
