package backup.holdfast.replication.populate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The destination that a claim names as its data source. */
public sealed interface DestinationSight {
    record Missing() implements DestinationSight {}

    /** Another controller's: the claim is left alone. */
    record Elsewhere() implements DestinationSight {}

    record Paused() implements DestinationSight {}

    /**
     * Nothing can be restored by it before somebody changes something.
     *
     * @param detail which field, which Secret key
     */
    record Unusable(String detail) implements DestinationSight {
        public Unusable {
            requireNonNull(detail, "detail is null");
        }
    }

    /**
     * @param inputs a digest of the spec and of what it refers to; when it changes, what failed before may work now
     * @param image what its own newest restore left
     * @param missingWait how long a snapshot is waited for before the policy for missing ones counts
     */
    record Usable(String inputs, From from, Optional<Image> image, OwnRestore own, Duration missingWait)
            implements DestinationSight {
        public Usable {
            requireNonNull(inputs, "inputs is null");
            requireNonNull(from, "from is null");
            requireNonNull(image, "image is null");
            requireNonNull(own, "own is null");
            requireNonNull(missingWait, "missingWait is null");
        }
    }

    /** Where the data of a claim is taken from. */
    enum From {
        /** From the repository, chosen when the claim asks. */
        REPOSITORY,
        /** From the image, whatever it was made from. */
        IMAGE
    }

    /** Whether the destination restores by itself, so that a claim had better wait for the image. */
    enum OwnRestore {
        /** It is about to, or at it, and will leave an image that claims can be made from. */
        EXPECTED,
        /** It is asked to, but claims of its class can't be made from images: filling the claim is that restore. */
        ANSWERED_BY_CLAIM,
        NONE
    }

    /**
     * A point-in-time copy of a restored volume.
     *
     * @param name of the VolumeSnapshot
     * @param snapshotId the one of the repository it was made from, if that was written down
     * @param madeAt when the restore it was made by ended
     */
    record Image(String name, State state, Optional<String> snapshotId, Instant madeAt) {
        public Image {
            requireNonNull(name, "name is null");
            requireNonNull(state, "state is null");
            requireNonNull(snapshotId, "snapshotId is null");
            requireNonNull(madeAt, "madeAt is null");
        }

        /** Whether a claim can be made from it. */
        public enum State {
            READY,
            NOT_READY,
            /** It is no VolumeSnapshot, is gone, or is about to go. */
            UNUSABLE
        }

        boolean isReady() {
            return state == State.READY;
        }
    }
}
