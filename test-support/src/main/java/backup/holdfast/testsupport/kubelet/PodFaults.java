package backup.holdfast.testsupport.kubelet;

import java.time.Duration;
import java.util.Optional;

/** How pods fare from now on. Safe for use by many threads. */
public final class PodFaults {

    private final ImageStore images;
    private volatile Optional<String> unschedulable = Optional.empty();
    private volatile Optional<String> creation = Optional.empty();
    private volatile Duration startDelay = Duration.ZERO;

    PodFaults(ImageStore images) {
        this.images = images;
    }

    /** No pod finds a node: it stays Pending, with this reason such as {@code 1 Insufficient memory}. */
    public void leaveUnscheduled(String reason) {
        unschedulable = Optional.of(reason);
    }

    /** Job controllers may not create pods: this is what the API server tells them, such as {@code exceeded quota: small}. */
    public void refuseCreation(String message) {
        creation = Optional.of(message);
    }

    /** Containers of this image cannot start: {@code ErrImagePull}, then {@code ImagePullBackOff}. */
    public void withholdImage(String name) {
        images.withhold(name);
    }

    /** Pods start this long after they reached their node. */
    public void startAfter(Duration delay) {
        startDelay = delay;
    }

    /** Everything works again. */
    public void heal() {
        unschedulable = Optional.empty();
        creation = Optional.empty();
        startDelay = Duration.ZERO;
        images.release();
    }

    Optional<String> unschedulable() {
        return unschedulable;
    }

    Optional<String> creation() {
        return creation;
    }

    Duration startDelay() {
        return startDelay;
    }
}
