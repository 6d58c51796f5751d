package backup.holdfast.crds.event;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Tells people what happened to an object. Best effort: an Event that can't be written never fails a run. */
public interface EventPublisher {
    void publish(HasMetadata about, Kind kind, String reason, String action, String note);

    /** How an Event is shown. */
    enum Kind {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
