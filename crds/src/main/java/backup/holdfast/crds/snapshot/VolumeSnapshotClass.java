package backup.holdfast.crds.snapshot;

import backup.holdfast.crds.volsync.Absent;
import backup.holdfast.crds.volsync.Lenient;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How snapshots of a driver's volumes are taken. In no namespace, and without spec and status: its fields are at its top. */
@Group(VolumeSnapshot.GROUP)
@Version(VolumeSnapshot.VERSION)
@Plural("volumesnapshotclasses")
@JsonIgnoreProperties(ignoreUnknown = true)
public final class VolumeSnapshotClass extends CustomResource<Void, Void> {

    /** Annotation with the value {@code true} on the class that is taken where a snapshot names none. */
    public static final String IS_DEFAULT = "snapshot.storage.kubernetes.io/is-default-class";

    private String driver = "";

    @Lenient
    private DeletionPolicy deletionPolicy = DeletionPolicy.UNRECOGNIZED;

    private Map<String, String> parameters = Map.of();

    public String getDriver() {
        return driver;
    }

    public void setDriver(@Nullable String driver) {
        this.driver = Absent.toEmpty(driver);
    }

    public DeletionPolicy getDeletionPolicy() {
        return deletionPolicy;
    }

    public void setDeletionPolicy(@Nullable DeletionPolicy deletionPolicy) {
        this.deletionPolicy = deletionPolicy == null ? DeletionPolicy.UNRECOGNIZED : deletionPolicy;
    }

    public Map<String, String> getParameters() {
        return parameters;
    }

    public void setParameters(@Nullable Map<String, String> parameters) {
        this.parameters = Absent.toEmpty(parameters);
    }
}
