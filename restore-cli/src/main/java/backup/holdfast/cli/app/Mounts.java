package backup.holdfast.cli.app;

import backup.holdfast.crds.VolSyncKeys;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Who mounts claims. Pure. */
public final class Mounts {
    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    private Mounts() {}

    /** Pods that use one of the claims, or will when they start; movers are not among them, whom the controller waits for. */
    public static List<JsonNode> users(Collection<JsonNode> pods, Collection<String> claims) {
        return pods.stream()
                .filter(pod -> !OVER.contains(pod.path("status").path("phase").asText()))
                .filter(pod -> !isMover(pod))
                .filter(pod -> mounts(pod.path("spec"), claims))
                .toList();
    }

    static boolean isMover(JsonNode pod) {
        return VolSyncKeys.CREATED_BY_VOLSYNC.equals(
                pod.path("metadata").path("labels").path(VolSyncKeys.CREATED_BY).asText());
    }

    /** Whether pods made by a workload would use one of the claims. */
    static boolean wouldMount(Seen workload, Collection<String> claims) {
        JsonNode spec = workload.object().path("spec");
        JsonNode template = workload.kind() == Kind.CRON_JOB
                ? spec.path("jobTemplate").path("spec").path("template")
                : spec.path("template");
        return mounts(template.path("spec"), claims)
                || (workload.kind() == Kind.STATEFUL_SET && templates(workload, claims));
    }

    /** A claim of a StatefulSet is called after its template, the set and the pod's number. */
    private static boolean templates(Seen set, Collection<String> claims) {
        return StreamSupport.stream(
                        set.object().path("spec").path("volumeClaimTemplates").spliterator(), false)
                .map(template -> Pattern.compile(
                        Pattern.quote(template.path("metadata").path("name").asText() + "-"
                                        + set.ref().name())
                                + "-\\d+"))
                .anyMatch(name ->
                        claims.stream().anyMatch(claim -> name.matcher(claim).matches()));
    }

    private static boolean mounts(JsonNode podSpec, Collection<String> claims) {
        return StreamSupport.stream(podSpec.path("volumes").spliterator(), false)
                .map(volume ->
                        volume.path("persistentVolumeClaim").path("claimName").asText())
                .anyMatch(claims::contains);
    }
}
