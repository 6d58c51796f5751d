package backup.holdfast.controller.stewardship;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.stewardship.ClusterSigns.Definition;
import backup.holdfast.controller.stewardship.Mandate.AddOnly;
import backup.holdfast.controller.stewardship.Mandate.Foreign;
import backup.holdfast.controller.stewardship.Mandate.Full;
import backup.holdfast.controller.stewardship.Mandate.Halted;
import backup.holdfast.controller.stewardship.Mandate.HandsOff;
import backup.holdfast.crds.ConditionReasons;
import backup.holdfast.crds.HoldfastKeys;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What follows from the class of an object and from what the cluster shows. Pure.
 *
 * @param ownClass the value of {@link HoldfastKeys#CLASS} on our objects; empty for the default Holdfast
 */
record MandateRule(String ownClass) {
    static final String VOLSYNC_ACTIVE = "VolSyncActive";
    static final String SCHEMA_UNKNOWN = "SchemaUnknown";

    private static final String MEND = "Apply Holdfast's definitions: kubectl apply --server-side --force-conflicts -f"
            + " crds/src/main/resources/crds/";

    MandateRule {
        requireNonNull(ownClass, "ownClass is null");
    }

    boolean isOurs(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        String its = annotations == null ? "" : Objects.requireNonNullElse(annotations.get(HoldfastKeys.CLASS), "");
        return its.equals(ownClass);
    }

    Mandate over(HasMetadata object, ClusterSigns signs) {
        if (!isOurs(object)) {
            return new Foreign();
        }
        if (signs.volsync().isPresent()) {
            return new HandsOff(VOLSYNC_ACTIVE, volsync(signs.volsync().get()));
        }
        Definition definition =
                signs.definitions().getOrDefault(object.getKind(), new Definition.Unknown("it was not asked yet"));
        if (definition instanceof Definition.Unknown unknown) {
            return new HandsOff(SCHEMA_UNKNOWN, unknown(object.getKind(), unknown));
        }
        if (definition instanceof Definition.Lacking lacking) {
            String why = lacking(object.getKind(), lacking);
            if (!lacking.memory(object.getKind())) {
                return new AddOnly(why + " Backups go on, nothing is forgotten, pruned or restored. " + MEND);
            }
            String halted = why + " Nothing starts until they are mended. " + MEND;
            // Whatever is written to an object drops for good what such definitions hide.
            return hidesOurMemory(object) ? new HandsOff(ConditionReasons.SCHEMA_OUTDATED, halted) : new Halted(halted);
        }
        return new Full();
    }

    /** Those of the reasons for keeping our hands off that hold for any object, and for only adding to repositories. */
    static Set<String> reasons(ClusterSigns signs) {
        Set<String> reasons = new TreeSet<>();
        signs.volsync().ifPresent(lease -> reasons.add(VOLSYNC_ACTIVE));
        for (Definition definition : signs.definitions().values()) {
            if (definition instanceof Definition.Lacking) {
                reasons.add(ConditionReasons.SCHEMA_OUTDATED);
            } else if (definition instanceof Definition.Unknown) {
                reasons.add(SCHEMA_UNKNOWN);
            }
        }
        return reasons;
    }

    /** Why nothing is done for anybody, if so. */
    static Optional<String> impediment(ClusterSigns signs) {
        if (signs.volsync().isPresent()) {
            return signs.volsync().map(MandateRule::volsync);
        }
        return signs.definitions().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(entry -> impediment(entry.getKey(), entry.getValue()).stream())
                .findFirst();
    }

    private static Optional<String> impediment(String kind, Definition definition) {
        if (definition instanceof Definition.Unknown unknown) {
            return Optional.of(unknown(kind, unknown));
        }
        return definition instanceof Definition.Lacking lacking && lacking.memory(kind)
                ? Optional.of(lacking(kind, lacking) + " " + MEND)
                : Optional.empty();
    }

    private static String volsync(LiveLease lease) {
        return "VolSync is at work (lease " + lease.whose() + "), and two controllers would get into each other's way:"
                + " Holdfast writes nothing until that lease has run out. Scale VolSync to zero: kubectl -n "
                + lease.namespace() + " scale deployment volsync --replicas=0";
    }

    private static String unknown(String kind, Definition.Unknown unknown) {
        return "The API server does not tell which definition of " + kind + " it has: " + unknown.why()
                + ". Nothing is written until it does.";
    }

    private static String lacking(String kind, Definition.Lacking lacking) {
        List<String> missing = lacking.missing();
        String more = missing.size() > 1 ? " and " + (missing.size() - 1) + " more" : "";
        return "The definition of " + kind + " in the cluster is VolSync's, or older than this Holdfast: it drops "
                + missing.get(0) + more + ".";
    }

    /** Told by who wrote what, which no definition hides: VolSync never writes this field. */
    private static boolean hidesOurMemory(HasMetadata object) {
        return object.getMetadata().getManagedFields().stream()
                .filter(entry -> "status".equals(entry.getSubresource()))
                .map(ManagedFieldsEntry::getFieldsV1)
                .filter(Objects::nonNull)
                .map(FieldsV1::getAdditionalProperties)
                .map(fields -> fields.get("f:status"))
                .anyMatch(status -> status instanceof Map<?, ?> fields && fields.containsKey("f:observedGeneration"));
    }
}
