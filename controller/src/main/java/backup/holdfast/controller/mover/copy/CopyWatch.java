package backup.holdfast.controller.mover.copy;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.Watches;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.replication.plan.RunId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Hears of every change of a claim or a copy, wakes whom it concerns, and knows what was seen last. */
final class CopyWatch implements AutoCloseable {
    /** A snapshot controller may be installed any time. */
    private static final Duration SERVED_AGAIN = Duration.ofMinutes(10);

    private final KubernetesClient client;
    private final Set<String> namespaces;
    private final Consumer<RunOwner> wake;
    private final Clock clock;
    private final Watches watches = new Watches();
    private final List<SharedIndexInformer<PersistentVolumeClaim>> claims = new ArrayList<>();
    private final List<SharedIndexInformer<VolumeSnapshot>> snapshots = new ArrayList<>();
    private final Map<String, Set<RunOwner>> awaited = new ConcurrentHashMap<>();
    private Instant askAgain = Instant.MIN;

    private CopyWatch(KubernetesClient client, Set<String> namespaces, Consumer<RunOwner> wake, Clock clock) {
        this.client = client;
        this.namespaces = Set.copyOf(namespaces);
        this.wake = wake;
        this.clock = clock;
    }

    /** @param namespaces empty means all */
    static CopyWatch start(KubernetesClient client, Set<String> namespaces, Consumer<RunOwner> wake, Clock clock) {
        CopyWatch watch = new CopyWatch(client, namespaces, wake, clock);
        if (namespaces.isEmpty()) {
            watch.claims.add(watch.watches.follow(
                    client.persistentVolumeClaims().inAnyNamespace(), watch::changed, watch::changed));
        }
        for (String namespace : namespaces) {
            watch.claims.add(watch.watches.follow(
                    client.persistentVolumeClaims().inNamespace(namespace), watch::changed, watch::changed));
        }
        return watch;
    }

    /** Wakes the owner, too, when this claim changes, until it is told that it waits no more. */
    void await(RunOwner owner, String claim) {
        awaited.computeIfAbsent(owner.namespace() + "/" + claim, key -> ConcurrentHashMap.newKeySet())
                .add(owner);
    }

    void awaitNoMore(RunOwner owner) {
        awaited.values().forEach(owners -> owners.remove(owner));
    }

    /** The runs that made something for this owner that is still there. */
    Set<RunId> runs(RunOwner owner) {
        Set<RunId> runs = new TreeSet<>((one, other) -> one.value().compareTo(other.value()));
        Stream.concat(all(claims), all(snapshots()))
                .filter(object -> CopyMarks.isOf(owner, object) && !CopyMarks.isTerminating(object))
                .flatMap(object -> CopyMarks.run(object).stream())
                .forEach(runs::add);
        return runs;
    }

    List<PersistentVolumeClaim> claims(String namespace) {
        return all(claims)
                .filter(claim -> namespace.equals(claim.getMetadata().getNamespace()))
                .toList();
    }

    /** Watches snapshots from the first time on that there can be any: without their definitions a watch would fail all the time. */
    private synchronized List<SharedIndexInformer<VolumeSnapshot>> snapshots() {
        Instant now = clock.instant();
        if (snapshots.isEmpty() && !now.isBefore(askAgain)) {
            askAgain = now.plus(SERVED_AGAIN);
            if (client.supports(VolumeSnapshot.class)) {
                watchSnapshots();
            }
        }
        return List.copyOf(snapshots);
    }

    /** There is one. */
    synchronized void snapshotsAreServed() {
        if (snapshots.isEmpty()) {
            watchSnapshots();
        }
    }

    private void watchSnapshots() {
        if (namespaces.isEmpty()) {
            snapshots.add(watches.follow(
                    client.resources(VolumeSnapshot.class)
                            .inAnyNamespace()
                            .withLabel(VolSyncKeys.CREATED_BY, VolSyncKeys.CREATED_BY_VOLSYNC),
                    this::changed,
                    this::changed));
        }
        for (String namespace : namespaces) {
            snapshots.add(watches.follow(
                    client.resources(VolumeSnapshot.class)
                            .inNamespace(namespace)
                            .withLabel(VolSyncKeys.CREATED_BY, VolSyncKeys.CREATED_BY_VOLSYNC),
                    this::changed,
                    this::changed));
        }
    }

    private void changed(HasMetadata object) {
        String name =
                object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
        if (object instanceof PersistentVolumeClaim) {
            awaited.getOrDefault(name, Set.of()).forEach(wake);
        }
        owner(object).ifPresent(wake);
    }

    private static Optional<RunOwner> owner(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(CopyWatch::isReplication)
                .findFirst()
                .map(reference -> new RunOwner(
                        reference.getKind(),
                        object.getMetadata().getNamespace(),
                        reference.getName(),
                        reference.getUid()));
    }

    private static boolean isReplication(OwnerReference reference) {
        return reference.getApiVersion().startsWith(ReplicationResource.GROUP + "/");
    }

    private static <T extends HasMetadata> Stream<T> all(List<SharedIndexInformer<T>> informers) {
        return informers.stream().flatMap(informer -> informer.getStore().list().stream());
    }

    @Override
    public void close() {
        watches.close();
    }
}
