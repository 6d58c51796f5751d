package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.copy.StorageClasses;
import backup.holdfast.controller.mover.job.CacheClaim.Step;
import backup.holdfast.controller.resolver.References;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Provides caches. */
final class CacheClaims {
    private static final Logger log = LoggerFactory.getLogger(CacheClaims.class);

    private final KubernetesClient client;
    private final References references;
    private final StorageClasses classes;

    CacheClaims(KubernetesClient client, References references, StorageClasses classes) {
        this.client = client;
        this.references = references;
        this.classes = classes;
    }

    /** Whether the cache can be mounted; if not, it can be soon. */
    boolean provide(CacheClaim cache) {
        Step step = cache.next(references.claim(cache.owner().namespace(), cache.name()));
        if (step instanceof Step.Create create) {
            return create(create.claim());
        }
        if (step instanceof Step.Grow grow) {
            return grow(grow) || replace(grow.existing(), grow.claim());
        }
        if (step instanceof Step.Replace replace) {
            return replace(replace.existing(), replace.claim());
        }
        return step instanceof Step.Keep;
    }

    /** The claim of an owner's cache, if it was made for that owner. */
    void drop(RunOwner owner) {
        references
                .claim(owner.namespace(), new JobNames(owner).cacheClaim())
                .filter(claim -> owner.owns(claim.getMetadata()))
                .ifPresent(claim -> client.resource(claim).delete());
    }

    private boolean grow(Step.Grow grow) {
        try {
            client.resource(grow.existing())
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"" + grow.capacity() + "\"}}}}");
            return true;
        } catch (KubernetesClientException e) {
            if (Refusals.isRefusal(e)) {
                log.atInfo()
                        .addKeyValue("namespace", grow.claim().getMetadata().getNamespace())
                        .addKeyValue("claim", grow.claim().getMetadata().getName())
                        .log("the cache can't grow and is made anew: {}", Refusals.words(e));
                return false;
            }
            throw e;
        }
    }

    private boolean replace(PersistentVolumeClaim existing, PersistentVolumeClaim claim) {
        client.resource(existing).delete();
        return create(claim);
    }

    /** The one of before may not be gone yet. */
    private boolean create(PersistentVolumeClaim claim) {
        classes.require(claim.getSpec().getStorageClassName());
        try {
            client.resource(claim).create();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }
}
