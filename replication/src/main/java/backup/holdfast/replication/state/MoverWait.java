package backup.holdfast.replication.state;

import static java.util.Objects.requireNonNull;

/**
 * What keeps the mover of a run from its work.
 *
 * @param detail whose words change from look to look: for Events, never for conditions
 */
public record MoverWait(Cause cause, String detail) {
    public MoverWait {
        requireNonNull(cause, "cause is null");
        requireNonNull(detail, "detail is null");
    }

    /** Why it waits, each with one fixed sentence. */
    public enum Cause {
        /** An object of the name the mover needs is still there: of an earlier run, of another controller, or somebody's own. */
        NAME_TAKEN("waiting for another object of the same name to end or to be removed; the Event names it."),
        /** The cluster creates no pod for the Job. */
        NO_POD("the cluster creates no pod for the mover. The Event says why: often a quota or an admission policy."),
        UNSCHEDULABLE(
                "no node can take the mover's pod. The Event says why: often a volume that is not there or not bound, or a node"
                        + " without room."),
        IMAGE("the mover's image can't be pulled. The Event has the node's words."),
        /** The node has the pod, but can't make its container. */
        CONTAINER(
                "the node can't start the mover's container. The Event has its words: often a volume, Secret or ConfigMap that is"
                        + " not there."),
        /** Of a copy: there is nothing to copy yet. */
        SOURCE_UNBOUND(
                "the volume to copy has no storage yet: its PersistentVolumeClaim is not bound. Usually it is as soon as a pod uses"
                        + " it."),
        /** Of a copy: the person who uses the volume decides when. */
        COPY_TRIGGER(
                "waiting for a new value of annotation volsync.backube/copy-trigger on the PersistentVolumeClaim; then the"
                        + " point-in-time copy is made."),
        /** Of a copy: the same for longer than VolSync waits. */
        COPY_TRIGGER_LATE(
                "no new value of annotation volsync.backube/copy-trigger came to the PersistentVolumeClaim within 10 minutes. The"
                        + " point-in-time copy is made when it comes."),
        SNAPSHOT_PENDING(
                "the VolumeSnapshot of the volume is not ready to use. The Event says how far it is; some storage takes hours, and a"
                        + " cluster without a snapshot controller for ever."),
        SNAPSHOT_FAILING(
                "the snapshotter can't take the VolumeSnapshot of the volume, and goes on trying. The Event has its words; the run"
                        + " fails when that lasts 10 minutes."),
        /** Of a copy: its volume. */
        CLAIM_PENDING(
                "the volume of the point-in-time copy is not made. The Event has the provisioner's words: often storage without"
                        + " room, or a StorageClass of another driver."),
        /** Of a restore: a backup of the volume, or another restore into it, has to end first. */
        VOLUME_BUSY("waiting for a backup of the volume, or another restore into it, to end; the Event names it."),
        /** Of a restore: the volume to restore into is being removed. */
        VOLUME_LEAVING("waiting for the PersistentVolumeClaim of before to be gone; the Event names it."),
        /** Of a restore: the snapshot of the restored volume. */
        IMAGE_PENDING(
                "the volume is restored, and the VolumeSnapshot of it is not ready to use. The Event has the driver's words."),
        /** Nobody knows whether the mover still works. */
        NODE_LOST(
                "the mover's node does not answer. No second mover starts until the first one's pod is gone, which takes the"
                        + " node's return or its removal.");

        private final String sentence;

        Cause(String sentence) {
            this.sentence = sentence;
        }

        /** What is the matter and what to do, as the second half of a sentence. */
        public String sentence() {
            return sentence;
        }
    }
}
