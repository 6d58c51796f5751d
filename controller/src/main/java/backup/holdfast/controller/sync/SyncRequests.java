package backup.holdfast.controller.sync;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.crds.volsync.ReplicationSpec;
import backup.holdfast.replication.schedule.ScheduleFacts.Activity;
import backup.holdfast.replication.schedule.ScheduleFacts.FirstSync;
import backup.holdfast.replication.state.Request;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What an object itself asks for. Pure. */
public final class SyncRequests {
    private SyncRequests() {}

    public static Request of(ReplicationResource<? extends ReplicationSpec> object) {
        Map<String, String> annotations =
                Optional.ofNullable(object.getMetadata().getAnnotations()).orElse(Map.of());
        ReplicationSpec spec = object.getSpec();
        return new Request(
                Instant.parse(object.getMetadata().getCreationTimestamp()),
                spec.paused() ? Activity.PAUSED : Activity.ACTIVE,
                Boolean.FALSE.equals(spec.trigger().runOnCreate()) ? FirstSync.AT_TRIGGER : FirstSync.AT_CREATION,
                Optional.ofNullable(annotations.get(HoldfastKeys.REQUESTED_AT)));
    }
}
