package backup.holdfast.testsupport.kubelet;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** How pods fare from now on. Safe for use by many threads. */
public final class PodFaults {

    private final ImageStore images;
    private final AtomicReference<Optional<String>> unschedulable = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<String>> creation = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Duration> startDelay = new AtomicReference<>(Duration.ZERO);

    PodFaults(ImageStore images) {
        this.images = images;
    }

    /** No pod finds a node: it stays Pending, with this reason such as {@code 1 Insufficient memory}. */
    public void leaveUnscheduled(String reason) {
        unschedulable.set(Optional.of(reason));
    }

    /** Job controllers may not create pods: this is what the API server tells them, such as {@code exceeded quota: small}. */
    public void refuseCreation(String message) {
        creation.set(Optional.of(message));
    }

    /** Containers of this image cannot start: {@code ErrImagePull}, then {@code ImagePullBackOff}. */
    public void withholdImage(String name) {
        images.withhold(name);
    }

    /** Pods start this long after they reached their node. */
    public void startAfter(Duration delay) {
        startDelay.set(delay);
    }

    /** Everything works again. */
    public void heal() {
        unschedulable.set(Optional.empty());
        creation.set(Optional.empty());
        startDelay.set(Duration.ZERO);
        images.release();
    }

    Optional<String> unschedulable() {
        return unschedulable.get();
    }

    Optional<String> creation() {
        return creation.get();
    }

    Duration startDelay() {
        return startDelay.get();
    }
}
