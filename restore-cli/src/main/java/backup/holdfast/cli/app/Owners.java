package backup.holdfast.cli.app;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.run.ObjectRef;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Who keeps objects as Git has them: Flux by labels that its controllers put on what they apply, Argo CD by its Applications' own lists.
 * Found outermost first: whoever would undo the suspension of another comes before it.
 */
final class Owners {
    /** Who writes what Git has. */
    private static final Set<String> FLUX = Set.of("kustomize-controller", "flux-operator");

    /** Those whose suspension outlives that their parent is applied again. */
    private static final Set<Kind> KEPT = EnumSet.of(Kind.KUSTOMIZATION, Kind.RESOURCE_SET);

    private final Look look;
    private final Map<ObjectRef, Seen> found = new LinkedHashMap<>();
    private Optional<List<Seen>> applications = Optional.empty();

    Owners(Look look) {
        this.look = requireNonNull(look, "look is null");
    }

    Collection<Seen> of(Collection<Seen> objects) {
        objects.forEach(this::follow);
        return found.values();
    }

    /** Of a kind that is not among ours: a claim. */
    void followClaim(JsonNode claim, String namespace) {
        followFlux(claim);
        String name = claim.path("metadata").path("name").asText();
        applications().stream()
                .filter(it -> hasResource(it, "", "PersistentVolumeClaim", namespace, name))
                .forEach(this::add);
    }

    private void follow(Seen object) {
        followFlux(object.object());
        applications().stream()
                .filter(it -> hasResource(
                        it,
                        object.kind().group(),
                        object.kind().kind(),
                        object.ref().namespace(),
                        object.ref().name()))
                .forEach(this::add);
    }

    private void followFlux(JsonNode object) {
        labelled(Kind.RESOURCE_SET, "resourceset.fluxcd.controlplane.io", object)
                .ifPresent(this::add);
        labelled(Kind.KUSTOMIZATION, "kustomize.toolkit.fluxcd.io", object).ifPresent(this::add);
        labelled(Kind.HELM_RELEASE, "helm.toolkit.fluxcd.io", object).ifPresent(this::add);
    }

    private void add(Seen owner) {
        if (found.containsKey(owner.ref())) {
            return;
        }
        // Held open, so that a circle ends.
        found.put(owner.ref(), owner);
        if (!KEPT.contains(owner.kind()) || isSuspensionFromGit(owner)) {
            follow(owner);
        }
        set(owner).ifPresent(this::add);
        // After those it was found to have itself.
        found.remove(owner.ref());
        found.put(owner.ref(), owner);
    }

    /** What names no suspension in Git keeps the one it has: then the parent may go on. */
    private static boolean isSuspensionFromGit(Seen owner) {
        return StreamSupport.stream(
                        owner.object().path("metadata").path("managedFields").spliterator(), false)
                .filter(entry -> FLUX.contains(entry.path("manager").asText()))
                .map(entry -> entry.path("fieldsV1"))
                .anyMatch(fields -> owner.kind() == Kind.RESOURCE_SET
                        ? fields.path("f:metadata").path("f:annotations").has("f:fluxcd.controlplane.io/reconcile")
                        : fields.path("f:spec").has("f:suspend"));
    }

    private Optional<Seen> labelled(Kind kind, String prefix, JsonNode object) {
        JsonNode labels = object.path("metadata").path("labels");
        String name = labels.path(prefix + "/name").asText();
        String namespace = labels.path(prefix + "/namespace").asText();
        return name.isEmpty() || namespace.isEmpty() ? Optional.empty() : look.get(kind, namespace, name);
    }

    /** The ApplicationSet that an Application was made by. */
    private Optional<Seen> set(Seen application) {
        return application
                .controller()
                .filter(owner -> owner.path("kind").asText().equals(Kind.APPLICATION_SET.kind()))
                .flatMap(owner -> look.get(
                        Kind.APPLICATION_SET,
                        application.ref().namespace(),
                        owner.path("name").asText()));
    }

    private List<Seen> applications() {
        if (applications.isEmpty()) {
            applications = Optional.of(new ArrayList<>(look.listEverywhere(Kind.APPLICATION)));
        }
        return applications.get();
    }

    private static boolean hasResource(Seen application, String group, String kind, String namespace, String name) {
        return StreamSupport.stream(
                        application.object().path("status").path("resources").spliterator(), false)
                .anyMatch(it -> it.path("group").asText().equals(group)
                        && it.path("kind").asText().equals(kind)
                        && it.path("namespace").asText().equals(namespace)
                        && it.path("name").asText().equals(name));
    }
}
