package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

/** Why a container cannot be started yet, as a kubelet would say it. It is tried again until it can. */
final class StartProblem extends Exception {

    private static final long serialVersionUID = 1;

    private final String waiting;
    private final String event;

    private StartProblem(String waiting, String event, String message) {
        super(message);
        this.waiting = requireNonNull(waiting, "waiting is null");
        this.event = requireNonNull(event, "event is null");
    }

    /** A volume that cannot be mounted. */
    static StartProblem mount(String message) {
        return new StartProblem("ContainerCreating", "FailedMount", message);
    }

    /** A volume that another node holds. */
    static StartProblem attach(String message) {
        return new StartProblem("ContainerCreating", "FailedAttachVolume", message);
    }

    /** Something the container's description refers to is not there. */
    static StartProblem config(String message) {
        return new StartProblem("CreateContainerConfigError", "Failed", message);
    }

    /** An image that cannot be had; reason {@code ErrImagePull} or {@code ImagePullBackOff}. */
    static StartProblem image(String reason, String message) {
        return new StartProblem(reason, reason.equals("ErrImagePull") ? "Failed" : "BackOff", message);
    }

    /** Something the test kubelet, unlike a real one, cannot do. */
    static StartProblem unsupported(String message) {
        return new StartProblem("CreateContainerError", "Failed", "the test kubelet cannot do this: " + message);
    }

    /** The reason the container waits for. */
    String waiting() {
        return waiting;
    }

    /** The reason of the Event. */
    String event() {
        return event;
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
