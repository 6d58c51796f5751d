package backup.holdfast.controller.metrics;

import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.crds.volsync.ReplicationSource;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Set;

/** The labels every metric about one object has: VolSync's, so that its alerts and dashboards go on working. */
public final class SyncLabels {
    static final String NAME = "obj_name";

    private static final String NAMESPACE = "obj_namespace";
    private static final String ROLE = "role";
    private static final String METHOD = "method";
    private static final String DESTINATION = "destination";

    private SyncLabels() {}

    /** Those of a meter, without what else it may be labelled with. */
    static List<Tag> ofMeter(Meter meter) {
        return Tags.of(meter.getId().getTags()).stream()
                .filter(tag -> Set.of(NAME, NAMESPACE, ROLE, METHOD).contains(tag.getKey()))
                .toList();
    }

    static Labels of(ReplicationResource<?> object) {
        return labels(object.getMetadata().getNamespace(), object.getMetadata().getName(), role(object));
    }

    /** Of a destination that may not be there. */
    public static Labels ofDestination(String namespace, String name) {
        return labels(namespace, name, DESTINATION);
    }

    private static Labels labels(String namespace, String name, String role) {
        return Labels.of(NAME, name, NAMESPACE, namespace, ROLE, role, METHOD, "restic");
    }

    static Tags tags(ReplicationResource<?> object) {
        return tags(object.getMetadata().getNamespace(), object.getMetadata().getName(), role(object));
    }

    /** Of a destination that may not be there. */
    static Tags destination(String namespace, String name) {
        return tags(namespace, name, DESTINATION);
    }

    private static Tags tags(String namespace, String name, String role) {
        return Tags.of(Tag.of(NAME, name), Tag.of(NAMESPACE, namespace), Tag.of(ROLE, role), Tag.of(METHOD, "restic"));
    }

    private static String role(ReplicationResource<?> object) {
        return object instanceof ReplicationSource ? "source" : DESTINATION;
    }
}
