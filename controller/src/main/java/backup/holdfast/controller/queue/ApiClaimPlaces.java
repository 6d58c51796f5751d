package backup.holdfast.controller.queue;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.resolver.ClaimNodes;
import backup.holdfast.controller.resolver.References;
import backup.holdfast.replication.queue.Place;
import backup.holdfast.replication.queue.QueueLimits;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Asks the API server each time, and only for what has a limit. */
public final class ApiClaimPlaces implements ClaimPlaces {
    private final QueueLimits limits;
    private final References references;
    private final ClaimNodes nodes;

    public ApiClaimPlaces(QueueLimits limits, References references, ClaimNodes nodes) {
        this.limits = requireNonNull(limits, "limits is null");
        this.references = requireNonNull(references, "references is null");
        this.nodes = requireNonNull(nodes, "nodes is null");
    }

    @Override
    public Set<Place> of(String namespace, String claim) {
        Set<Place> places = new HashSet<>();
        if (limits.of(Place.Kind.STORAGE_CLASS).isPresent()) {
            references
                    .claim(namespace, claim)
                    .map(PersistentVolumeClaim::getSpec)
                    .flatMap(spec -> Optional.ofNullable(spec.getStorageClassName()))
                    .ifPresent(name -> places.add(new Place(Place.Kind.STORAGE_CLASS, name)));
        }
        if (limits.of(Place.Kind.NODE).isPresent()) {
            nodes.node(namespace, claim).ifPresent(name -> places.add(new Place(Place.Kind.NODE, name)));
        }
        return places;
    }
}
