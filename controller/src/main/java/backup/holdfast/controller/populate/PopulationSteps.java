package backup.holdfast.controller.populate;

import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.VolSyncKeys;
import backup.holdfast.crds.snapshot.VolumeSnapshot;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.populate.Content;
import backup.holdfast.replication.populate.PopulateFacts;
import backup.holdfast.replication.populate.PopulateStep;
import backup.holdfast.replication.populate.PopulateStep.Conclude;
import backup.holdfast.replication.populate.PopulateStep.HandOver;
import backup.holdfast.replication.populate.PopulateStep.Launch;
import backup.holdfast.replication.populate.Population;
import backup.holdfast.replication.populate.Population.Phase;
import backup.holdfast.replication.populate.Populator;
import backup.holdfast.replication.state.MoverObservation.Ended;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Does what {@link Populator} decides. What is written on the claim is written against the version that was read: a second controller, or
 * a claim that was changed meanwhile, gives a conflict, and another look.
 */
final class PopulationSteps {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final MoverBackend movers;
    private final Destinations destinations;
    private final PopulationReports reports;

    PopulationSteps(
            KubernetesClient client, MoverBackend movers, Destinations destinations, PopulationReports reports) {
        this.client = client;
        this.movers = movers;
        this.destinations = destinations;
        this.reports = reports;
    }

    /** Everything but waiting. */
    void carryOut(ClaimRequest request, PopulateFacts facts, PopulateStep step, Instant now) {
        if (step instanceof PopulateStep.Write write) {
            if (facts.population().isEmpty()) {
                reports.begun(request);
            }
            write(request, write.next());
        } else if (step instanceof Launch launch) {
            launch(request, facts, launch, now);
        } else if (step instanceof Conclude conclude) {
            write(request, conclude.next());
            reports.concluded(request, conclude);
            destinations.ended(request, conclude.ended().outcome());
            movers.cleanUp(request.owner(), conclude.run());
        } else if (step instanceof PopulateStep.CreatePrime create) {
            createPrime(request, create.image());
        } else if (step instanceof PopulateStep.FollowNode follow) {
            annotate(prime(request), Map.of(PrimeClaim.SELECTED_NODE, follow.node()));
        } else if (step instanceof PopulateStep.DeletePrime) {
            deletePrime(request, facts);
        } else if (step instanceof PopulateStep.RemoveTraces) {
            movers.removeTraces(request.owner());
        } else if (step instanceof PopulateStep.MarkEmpty mark) {
            annotate(Optional.of(request.claim()), Map.of(HoldfastKeys.RESTORED_EMPTY, mark.mark()));
        } else if (step instanceof HandOver over) {
            handOver(request, over);
        } else if (step instanceof PopulateStep.AnswerDestination answer) {
            destinations.answer(request, answer.content(), now);
        } else if (step instanceof PopulateStep.Finish finish) {
            release(request, finish.content());
            removeMark(request);
            reports.finished(request, finish.population(), finish.content(), now);
        } else if (step instanceof PopulateStep.Abandon) {
            facts.population().flatMap(Population::chosen).ifPresent(content -> release(request, content));
            removeMark(request);
            reports.abandoned(request);
        }
    }

    private void launch(ClaimRequest request, PopulateFacts facts, Launch launch, Instant now) {
        try {
            Optional<Content> content = launch.population().chosen();
            if (launch.population().phase() == Phase.SELECTING) {
                destinations.select(request, launch.run(), now);
            } else if (content.isPresent() && content.get() instanceof Content.Snapshot snapshot) {
                destinations.restore(request, launch.run(), snapshot, now);
            }
        } catch (MoverRefusedException e) {
            String message = String.valueOf(e.getMessage());
            Ended refused = new Ended(
                    Optional.of(MoverOutcome.notStarted(launch.run(), e.failure(), message, now)),
                    Proof.TERMINATED,
                    message);
            carryOut(request, facts, Populator.next(facts.seeing(refused), now), now);
        }
    }

    private void createPrime(ClaimRequest request, Optional<String> image) {
        image.ifPresent(name -> label(request, name, "true"));
        try {
            client.resource(PrimeClaim.of(request, image)).create();
            reports.primeCreated(request, image);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    /** Only the one that was seen. */
    private void deletePrime(ClaimRequest request, PopulateFacts facts) {
        prime(request)
                .filter(prime -> facts.prime()
                        .filter(seen -> seen.uid().equals(prime.getMetadata().getUid()))
                        .isPresent())
                .ifPresent(prime -> client.resource(prime)
                        .lockResourceVersion(prime.getMetadata().getResourceVersion())
                        .delete());
    }

    /**
     * Against the version that the volume is read at now, and only if it is as it was judged. The claim's resource version, which Kubernetes
     * keeps beside its UID, is left out: it would be an old one at once.
     */
    private void handOver(ClaimRequest request, HandOver over) {
        PersistentVolume volume =
                client.persistentVolumes().withName(over.volume().name()).get();
        if (volume == null
                || volume.getSpec().getClaimRef() == null
                || !over.volume()
                        .claimUid()
                        .equals(Optional.ofNullable(
                                volume.getSpec().getClaimRef().getUid()))) {
            return;
        }
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("resourceVersion", volume.getMetadata().getResourceVersion());
        source(over.content())
                .ifPresent(from -> metadata.put(
                        "annotations", Map.of(VolSyncKeys.POPULATED_FROM, request.namespace() + "/" + from)));
        Map<String, @Nullable Object> claim = new HashMap<>();
        claim.put("apiVersion", "v1");
        claim.put("kind", "PersistentVolumeClaim");
        claim.put("namespace", request.namespace());
        claim.put("name", request.name());
        claim.put("uid", request.uid());
        claim.put("resourceVersion", null);
        patch(volume, Map.of("metadata", metadata, "spec", Map.of("claimRef", claim)));
    }

    private static Optional<String> source(Content content) {
        if (content instanceof Content.Snapshot snapshot) {
            return Optional.of(snapshot.id());
        }
        return content instanceof Content.Image image ? Optional.of(image.name()) : Optional.empty();
    }

    private void write(ClaimRequest request, Population next) {
        annotate(
                Optional.of(request.claim()),
                Map.of(HoldfastKeys.RESTORE, PopulationMemory.mark(next).toAnnotation()));
    }

    private void removeMark(ClaimRequest request) {
        Map<String, @Nullable String> gone = new HashMap<>();
        gone.put(HoldfastKeys.RESTORE, null);
        annotate(Optional.of(request.claim()), gone);
    }

    /** Lets go of the image: as long as our label is on it nobody removes it. */
    private void release(ClaimRequest request, Content content) {
        if (content instanceof Content.Image image) {
            label(request, image.name(), null);
        }
    }

    private void label(ClaimRequest request, String image, @Nullable String value) {
        Map<String, @Nullable String> label = new HashMap<>();
        label.put(VolSyncKeys.POPULATOR_CLAIM_PREFIX + request.uid(), value);
        Optional.ofNullable(client.resources(VolumeSnapshot.class)
                        .inNamespace(request.namespace())
                        .withName(image)
                        .get())
                .ifPresent(snapshot -> patch(snapshot, Map.of("metadata", Map.of("labels", label))));
    }

    private Optional<PersistentVolumeClaim> prime(ClaimRequest request) {
        return Optional.ofNullable(client.persistentVolumeClaims()
                .inNamespace(request.namespace())
                .withName(request.primeName())
                .get());
    }

    private void annotate(Optional<? extends HasMetadata> object, Map<String, ? extends @Nullable String> annotations) {
        object.ifPresent(it -> patch(
                it,
                Map.of(
                        "metadata",
                        Map.of("resourceVersion", it.getMetadata().getResourceVersion(), "annotations", annotations))));
    }

    private void patch(HasMetadata object, Map<String, Object> patch) {
        client.resource(object).patch(MERGE, client.getKubernetesSerialization().asJson(patch));
    }
}
