package backup.holdfast.crds.nfs;

import backup.holdfast.crds.volsync.Absent;
import backup.holdfast.crds.volsync.ApiRecord;

/** A kind of workloads. */
@ApiRecord
public record KindReference(String apiVersion, String kind) {

    public KindReference {
        apiVersion = Absent.toEmpty(apiVersion);
        kind = Absent.toEmpty(kind);
    }
}
