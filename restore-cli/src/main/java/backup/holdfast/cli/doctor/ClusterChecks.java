package backup.holdfast.cli.doctor;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.cluster.RawApi;
import backup.holdfast.cli.term.Words;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.RequiredFields;
import backup.holdfast.crds.ServedSchema;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The cluster as a whole: its version, the definitions, who is at work. */
public final class ClusterChecks {
    private static final String VOLSYNC_LEASE = "b95b3104.backube";
    private static final String API = "/openapi/v3/apis/volsync.backube/v1alpha1";

    /** Pod failure policies and what else movers rely on are there from here on. */
    private static final int OLDEST_MINOR = 31;

    /** A leader renews every few seconds; the clocks of this machine and of the cluster may differ. */
    private static final Duration RECENT = Duration.ofMinutes(5);

    private final RawApi api;
    private final Instant now;

    public ClusterChecks(RawApi api, Instant now) {
        this.api = requireNonNull(api, "api is null");
        this.now = requireNonNull(now, "now is null");
    }

    public List<Finding> look() {
        List<Finding> found = new ArrayList<>();
        found.addAll(Check.of("Kubernetes", this::version));
        found.addAll(Check.of("definitions", this::definitions));
        found.addAll(Check.of("controller", this::leases));
        return found;
    }

    private List<Finding> version() {
        JsonNode version = api.get("get /version", "/version").orElseThrow();
        String git = version.path("gitVersion").asText();
        int minor = Integer.parseInt("0" + version.path("minor").asText().replaceAll("\\D.*", ""));
        return List.of(
                minor < OLDEST_MINOR
                        ? Finding.wrong(
                                "Kubernetes",
                                git + " is older than 1." + OLDEST_MINOR,
                                "Movers need what is there from 1." + OLDEST_MINOR + " on: upgrade.")
                        : Finding.good("Kubernetes", git));
    }

    private List<Finding> definitions() {
        JsonNode document = api.get("get " + API, API).orElse(MissingNode.getInstance());
        List<Finding> found = new ArrayList<>();
        for (String kind : List.of("ReplicationSource", "ReplicationDestination")) {
            found.add(definition(kind, ServedSchema.of(document, kind)));
        }
        return found;
    }

    private static Finding definition(String kind, ServedSchema schema) {
        if (!schema.isServed()) {
            return Finding.wrong(
                    kind, "the cluster does not know it", "Apply the definitions: docs/install.md, step 2.");
        }
        RequiredFields required = RequiredFields.of(kind);
        List<String> missing = new ArrayList<>(schema.missing(required.memory()));
        missing.addAll(schema.missing(required.safety()));
        return missing.isEmpty()
                ? Finding.good(kind, "its definition has all fields")
                : Finding.wrong(
                        kind,
                        "its definition lacks " + missing.get(0)
                                + (missing.size() == 1 ? "" : " and " + (missing.size() - 1) + " more")
                                + ": it is VolSync's, or an older one",
                        "Apply ours, and take the other out of what applies it: docs/install.md, step 2.");
    }

    private List<Finding> leases() {
        List<JsonNode> leases = api.items("list leases in all namespaces", "/apis/coordination.k8s.io/v1/leases")
                .orElse(List.of());
        List<Finding> found = new ArrayList<>();
        leases.stream()
                .filter(lease -> lease.path("metadata").path("annotations").has(HoldfastKeys.MOVERS))
                .map(this::leader)
                .forEach(found::add);
        if (found.isEmpty()) {
            found.add(Finding.unknown(
                    "controller",
                    "no lease of a Holdfast is to be seen: none was ever started, or it elects no leader",
                    "docs/install.md; `restore status` tells whether anybody looks at the sources."));
        }
        leases.stream()
                .filter(lease -> lease.path("metadata").path("name").asText().equals(VOLSYNC_LEASE))
                .filter(this::isLive)
                .forEach(lease -> found.add(Finding.wrong(
                        "VolSync",
                        "it is at work in namespace "
                                + lease.path("metadata").path("namespace").asText()
                                + ", and Holdfast writes nothing meanwhile",
                        "Scale it to zero: docs/coming-from-volsync.md.")));
        return found;
    }

    private Finding leader(JsonNode lease) {
        String name = "Lease " + lease.path("metadata").path("namespace").asText() + "/"
                + lease.path("metadata").path("name").asText();
        return isLive(lease)
                ? Finding.good(
                        "controller", lease.path("spec").path("holderIdentity").asText() + " leads by " + name)
                : Finding.wrong(
                        "controller",
                        "nobody leads: " + name + " was renewed "
                                + renewed(lease)
                                        .map(at -> Words.relative(at, now))
                                        .orElse("never"),
                        "Look at its pods: kubectl get pods -n "
                                + lease.path("metadata").path("namespace").asText()
                                + ". If they are well, this machine's clock is wrong.");
    }

    private boolean isLive(JsonNode lease) {
        return !lease.path("spec").path("holderIdentity").asText().isEmpty()
                && renewed(lease).filter(at -> at.isAfter(now.minus(RECENT))).isPresent();
    }

    private static Optional<Instant> renewed(JsonNode lease) {
        try {
            return Optional.of(
                    Instant.parse(lease.path("spec").path("renewTime").asText()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
