package backup.holdfast.controller.leadership;

import static java.util.Objects.requireNonNull;

/**
 * Who stands for election to what.
 *
 * @param namespace of the lease
 * @param name of the lease, the same for all replicas
 * @param identity of this process, and of no other
 * @param movers where this replica's movers can be seen from: {@link #JOBS}, or {@code local:} and the id of one machine's state.
 *     Replicas that can't see each other's movers don't take over from one another
 */
public record ElectionSettings(String namespace, String name, String identity, String movers, ElectionTiming timing) {
    public static final String JOBS = "jobs";

    public ElectionSettings {
        requireNonNull(namespace, "namespace is null");
        requireNonNull(name, "name is null");
        requireNonNull(identity, "identity is null");
        requireNonNull(movers, "movers is null");
        requireNonNull(timing, "timing is null");
    }
}
