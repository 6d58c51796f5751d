package backup.holdfast.cli.run;

import backup.holdfast.replication.snapshot.RestorePoint;
import backup.holdfast.replication.snapshot.SnapshotIdentity;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes the spec of the destination that fills a claim: the source's repository and mover, the snapshot that was asked for. Pure. */
public final class DestinationSpec {
    /** What a source says of its mover goes for the mover that restores: the same volume, the same rights, the same network. */
    private static final List<String> AS_THE_SOURCE = List.of(
            "repository",
            "customCA",
            "cacheCapacity",
            "cacheStorageClassName",
            "cacheAccessModes",
            "moverSecurityContext",
            "moverServiceAccount",
            "moverPodLabels",
            "moverResources",
            "moverAffinity",
            "moverVolumes",
            "moverTolerations",
            "moverNodeSelector",
            "moverPriorityClassName",
            "limitDownloadKiBps");

    private DestinationSpec() {}

    /** The copy of what is there before it is overwritten. */
    public enum Safety {
        REQUIRED,
        NEVER
    }

    /** Files that the snapshot does not have. */
    public enum ExtraFiles {
        KEEP,
        DELETE
    }

    /**
     * @param source spec.restic of the source
     * @param paths only these; all where there is none
     */
    public static ObjectNode of(
            JsonNode source,
            SnapshotIdentity identity,
            String claim,
            String token,
            RestorePoint point,
            List<String> paths,
            ExtraFiles extraFiles,
            Safety safety) {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.putObject("trigger").put("manual", token);
        ObjectNode restic = spec.putObject("restic");
        AS_THE_SOURCE.stream().filter(source::has).forEach(field -> restic.set(field, source.get(field)));
        restic.putObject("identity")
                .put("host", identity.host())
                .put("path", identity.paths().get(0));
        restic.put("destinationPVC", claim)
                .put("copyMethod", "Direct")
                .put("onMissingSnapshot", "Fail")
                .put("cleanupCachePVC", true)
                .put("verify", true);
        restic.put("safetyCopy", safety == Safety.REQUIRED ? "Required" : "Never");
        if (extraFiles == ExtraFiles.DELETE) {
            restic.put("enableFileDeletion", true);
        }
        if (!paths.isEmpty()) {
            paths.forEach(restic.putArray("include")::add);
        }
        point(restic, point);
        return spec;
    }

    private static void point(ObjectNode restic, RestorePoint point) {
        if (point instanceof RestorePoint.ById byId) {
            restic.put("snapshotId", byId.prefix());
        } else if (point instanceof RestorePoint.AsOf asOf) {
            restic.put("restoreAsOf", asOf.at().toString());
            restic.put("previous", asOf.skip());
        } else if (point instanceof RestorePoint.Previous previous) {
            restic.put("previous", previous.skip());
        }
    }
}
