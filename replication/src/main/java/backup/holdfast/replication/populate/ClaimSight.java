package backup.holdfast.replication.populate;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * The claim that asks to be filled.
 *
 * @param volume the one it is bound to, or told to bind to
 * @param emptyMark the run that found nothing to fill it with, if that is written on it
 * @param selectedNode where its first consumer will run, once the scheduler knows
 */
public record ClaimSight(
        String uid,
        Instant createdAt,
        Life life,
        Binding binding,
        Optional<String> volume,
        VolumeShape request,
        Optional<String> emptyMark,
        Optional<String> selectedNode) {
    public ClaimSight {
        requireNonNull(uid, "uid is null");
        requireNonNull(createdAt, "createdAt is null");
        requireNonNull(life, "life is null");
        requireNonNull(binding, "binding is null");
        requireNonNull(volume, "volume is null");
        requireNonNull(request, "request is null");
        requireNonNull(emptyMark, "emptyMark is null");
        requireNonNull(selectedNode, "selectedNode is null");
    }
}
