package backup.holdfast.controller.mover;

import backup.holdfast.crds.event.EventPublisher.Kind;
import backup.holdfast.replication.state.MoverWait;

/** The Event by which people hear what a mover waits for: VolSync's reason where it has one. */
public record WaitEvent(Kind kind, String reason) {
    private static final WaitEvent MOVER = new WaitEvent(Kind.WARNING, "MoverWaiting");

    public static WaitEvent of(MoverWait.Cause cause) {
        return switch (cause) {
            case NAME_TAKEN,
                    NO_POD,
                    UNSCHEDULABLE,
                    IMAGE,
                    CONTAINER,
                    NODE_LOST,
                    SOURCE_UNBOUND,
                    VOLUME_BUSY,
                    VOLUME_LEAVING,
                    IMAGE_PENDING -> MOVER;
            case COPY_TRIGGER -> new WaitEvent(Kind.NORMAL, "SrcPVCWaitingForCopyTrigger");
            case COPY_TRIGGER_LATE -> new WaitEvent(Kind.WARNING, "SrcPVCTimeoutWaitingForCopyTrigger");
            case SNAPSHOT_PENDING, SNAPSHOT_FAILING -> new WaitEvent(Kind.WARNING, "VolumeSnapshotNotBound");
            case CLAIM_PENDING -> new WaitEvent(Kind.WARNING, "PersistentVolumeClaimNotBound");
        };
    }
}
