package backup.holdfast.replication.plan;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * A backup of the volume as it is, made before a restore writes to it, so that the restore can be taken back: by restoring this copy with
 * {@link RestorePlan.ExtraFiles#DELETE}. It goes into the same repository under a host of its own, so that it counts for nobody's
 * history; the retry of a killed restore finds and keeps the first one, which alone shows the volume untouched.
 *
 * @param of whose volume it is; nothing that its newest snapshot holds is read again
 * @param path of the volume as restic records it, which is not always the one that its snapshots are filed under
 */
public record SafetyCopy(Identity of, String path, Impossible ifImpossible) {
    /** The host of every safety copy. */
    public static final String HOST = "holdfast-safety";

    /** How long a copy is kept at least; it goes with the first prune after that. */
    public static final Duration KEPT = Duration.ofDays(7);

    public SafetyCopy {
        requireNonNull(of, "of is null");
        requireNonNull(path, "path is null");
        requireNonNull(ifImpossible, "ifImpossible is null");
    }

    /** As which the copy is filed. */
    public Identity identity() {
        return new Identity(HOST, path);
    }

    /** What follows where no copy can be made: read-only credentials, files the mover may not read, a full store. */
    public enum Impossible {
        /** Nothing is restored. */
        STOP,
        /** There will be no way back; said so in the outcome. */
        GO_ON
    }
}
