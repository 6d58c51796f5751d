package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.api.ClusterView;
import backup.holdfast.testsupport.kubelet.api.KubeApi;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Plays the garbage collector for Jobs, pods, claims and snapshots: what belongs to objects that are gone goes, too. */
final class OwnerSweep {

    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ClusterView view;
    private final KubeApi api;
    private final Clock clock;
    private Instant due = Instant.EPOCH;

    OwnerSweep(ClusterView view, KubeApi api, Clock clock) {
        this.view = requireNonNull(view, "view is null");
        this.api = requireNonNull(api, "api is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** A pass, now and then: it has to ask the API for every owner. */
    void reconcile() {
        if (clock.instant().isBefore(due)) {
            return;
        }
        due = clock.instant().plus(PAUSE);
        all().forEach(object -> api.attempt(object, () -> sweep(object)));
    }

    private List<HasMetadata> all() {
        return Stream.of(view.jobs(), view.pods(), view.claims(), view.snapshots(SnapshotKind.SNAPSHOT))
                .<HasMetadata>flatMap(List::stream)
                .toList();
    }

    private void sweep(HasMetadata object) {
        if (object.getMetadata().getDeletionTimestamp() != null) {
            release(object);
            return;
        }
        List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
        if (!owners.isEmpty() && owners.stream().noneMatch(owner -> isThere(object, owner))) {
            api.delete(object);
        }
    }

    /** An owner that waits for what it owns, or lets go of it first. */
    private void release(HasMetadata owner) {
        Set<String> finalizers = Set.copyOf(owner.getMetadata().getFinalizers());
        List<HasMetadata> owned = all().stream()
                .filter(object -> object.getMetadata().getOwnerReferences().stream()
                        .anyMatch(reference ->
                                reference.getUid().equals(owner.getMetadata().getUid())))
                .toList();
        if (finalizers.contains(ORPHAN)) {
            owned.forEach(
                    object -> api.patchMetadata(object, java.util.Collections.singletonMap("ownerReferences", null)));
            api.removeFinalizer(owner, ORPHAN);
        } else if (finalizers.contains(FOREGROUND)) {
            owned.stream()
                    .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
                    .forEach(api::delete);
            if (owned.isEmpty()) {
                api.removeFinalizer(owner, FOREGROUND);
            }
        }
    }

    /** By name and UID, and alive: who waits for what it owns does not keep it. */
    private boolean isThere(HasMetadata object, OwnerReference reference) {
        if (object instanceof Pod && reference.getKind().equals("Job")) {
            boolean known = view.jobs().stream()
                    .anyMatch(job -> job.getMetadata().getUid().equals(reference.getUid()));
            if (known) {
                return true;
            }
        }
        GenericKubernetesResource owner = api.client()
                .genericKubernetesResources(reference.getApiVersion(), reference.getKind())
                .inNamespace(object.getMetadata().getNamespace())
                .withName(reference.getName())
                .get();
        return owner != null && Objects.equals(owner.getMetadata().getUid(), reference.getUid());
    }
}
