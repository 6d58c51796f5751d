package backup.holdfast.cli.app;

import backup.holdfast.cli.run.Handle;
import backup.holdfast.cli.run.ObjectRef;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.run.Step.Take;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What has to be taken out of the way of a restore into claims, and what cannot be.
 *
 * @param takes outermost first
 * @param before what each field is now, by the record's keys
 * @param refusals in words; nothing may be changed while there is one
 */
public record Survey(List<Take> takes, Map<String, JsonNode> before, List<String> refusals) {
    public Survey {
        takes = List.copyOf(takes);
        before = new LinkedHashMap<>(before);
        refusals = List.copyOf(refusals);
    }

    /** Looks at a namespace. */
    public static Survey of(Look look, String namespace, List<String> claims) {
        return new Surveyor(look, namespace, claims).survey();
    }

    private static final class Surveyor {
        private static final List<Kind> WITH_TEMPLATES = List.of(
                Kind.DEPLOYMENT, Kind.STATEFUL_SET, Kind.REPLICA_SET, Kind.ROLLOUT, Kind.CRON_JOB, Kind.DAEMON_SET);

        private final Look look;
        private final String namespace;
        private final List<String> claims;
        private final Map<ObjectRef, Seen> workloads = new LinkedHashMap<>();
        private final TreeSet<String> refusals = new TreeSet<>();

        Surveyor(Look look, String namespace, List<String> claims) {
            this.look = look;
            this.namespace = namespace;
            this.claims = claims;
        }

        Survey survey() {
            Mounts.users(look.pods(namespace), claims).forEach(this::climb);
            for (Kind kind : WITH_TEMPLATES) {
                look.list(kind, namespace).stream()
                        .filter(it -> Mounts.wouldMount(it, claims))
                        .filter(it ->
                                kind != Kind.REPLICA_SET || it.controller().isEmpty())
                        .forEach(this::add);
            }
            List<Seen> autoscalers = autoscalers();
            Owners owners = new Owners(look);
            claims.forEach(claim -> look.claim(namespace, claim).ifPresent(it -> owners.followClaim(it, namespace)));
            List<Seen> own = new ArrayList<>(workloads.values());
            own.addAll(autoscalers);
            List<Seen> all = new ArrayList<>(owners.of(own));
            all.addAll(autoscalers);
            all.addAll(workloads.values());
            List<Take> takes = new ArrayList<>();
            Map<String, JsonNode> before = new LinkedHashMap<>();
            for (Seen seen : all) {
                Handle handle = seen.kind().handle().orElseThrow();
                if (!handle.holder(seen.object()).isEmpty()) {
                    refusals.add(seen + " is held by run " + handle.holder(seen.object())
                            + ": finish or undo that one first");
                }
                takes.add(new Take(handle, seen.ref()));
                before.put(RunRecord.key(seen.ref()), handle.before(seen.object()));
            }
            return new Survey(takes, before, List.copyOf(refusals));
        }

        /** From a pod to what decides on its number. */
        private void climb(JsonNode pod) {
            String name =
                    "Pod " + namespace + "/" + pod.path("metadata").path("name").asText();
            Optional<JsonNode> owner = Seen.controller(pod);
            if (owner.isEmpty()) {
                refusals.add(name
                        + " belongs to no workload, so that nobody would start it again: delete it yourself first");
                return;
            }
            climb(name, owner.get());
        }

        private void climb(String what, JsonNode owner) {
            String kindName = owner.path("kind").asText();
            String ownerName = owner.path("name").asText();
            Optional<Kind> kind = Kind.of(owner.path("apiVersion").asText(), kindName);
            Optional<Seen> seen = kind.flatMap(it -> look.get(it, namespace, ownerName));
            if (seen.isEmpty()) {
                refusals.add(what + " is run by " + kindName + " " + ownerName
                        + ", and nobody here knows how to hold that: stop it yourself first");
                return;
            }
            Optional<JsonNode> above = seen.get().controller();
            if (above.isPresent()) {
                climb(seen.get().toString(), above.get());
            } else if (kind.get() == Kind.JOB) {
                refusals.add(seen.get() + " uses the volume and cannot be held: wait for its end, or delete it");
            } else {
                add(seen.get());
            }
        }

        private void add(Seen workload) {
            if (workload.kind() == Kind.DAEMON_SET) {
                refusals.add(workload + " has no replicas to take: delete it, or take the volume out of it, first");
                return;
            }
            workload.controller().ifPresentOrElse(owner -> climb(workload.toString(), owner), () -> {
                workloads.putIfAbsent(workload.ref(), workload);
            });
        }

        /** Those that would wake what is held. */
        private List<Seen> autoscalers() {
            List<Seen> found = new ArrayList<>();
            look.list(Kind.AUTOSCALER, namespace).stream()
                    .filter(it -> isTarget(it)
                            && it.object().path("spec").path("minReplicas").asInt(1) == 0)
                    .forEach(found::add);
            look.list(Kind.SCALED_OBJECT, namespace).stream()
                    .filter(this::isTarget)
                    .forEach(found::add);
            return found;
        }

        private boolean isTarget(Seen autoscaler) {
            JsonNode target = autoscaler.object().path("spec").path("scaleTargetRef");
            return workloads.keySet().stream()
                    .anyMatch(it -> it.name().equals(target.path("name").asText())
                            && it.kind().equals(target.path("kind").asText("Deployment")));
        }
    }
}
