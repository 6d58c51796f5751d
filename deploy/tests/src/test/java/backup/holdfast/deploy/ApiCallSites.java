package backup.holdfast.deploy;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Where the shipped code asks the API server for something, read from its classes: every call of the Kubernetes client that ends in a
 * request, by the method it is in.
 */
final class ApiCallSites {
    /** What has to be granted for each; nothing for what everybody may. */
    static final Map<String, Set<String>> VERBS = Map.ofEntries(
            Map.entry("get", Set.of("get")),
            Map.entry("require", Set.of("get")),
            Map.entry("scale", Set.of("get")),
            Map.entry("list", Set.of("list")),
            Map.entry("create", Set.of("create")),
            Map.entry("createOr", Set.of("create", "update")),
            Map.entry("update", Set.of("update")),
            Map.entry("replace", Set.of("update")),
            Map.entry("patch", Set.of("patch")),
            Map.entry("edit", Set.of("get", "patch")),
            Map.entry("serverSideApply", Set.of("patch")),
            Map.entry("delete", Set.of("delete")),
            Map.entry("watch", Set.of("list", "watch")),
            Map.entry("inform", Set.of("list", "watch")),
            Map.entry("runnableInformer", Set.of("list", "watch")),
            Map.entry("reconcile", Set.of("list", "watch")),
            Map.entry("from", Set.of("list", "watch")),
            Map.entry("withLeaderElectionConfiguration", Set.of("get", "create", "update")),
            Map.entry("getApiResources", Set.of()),
            Map.entry("sendAsync", Set.of()),
            Map.entry("raw", Set.of()));

    private static final String ROOT = "backup.holdfast.";

    private ApiCallSites() {}

    /** The calls of each method, by its name below {@code backup.holdfast}. */
    static SortedMap<String, Set<String>> find() {
        SortedMap<String, Set<String>> sites = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT + "crds", ROOT + "controller", ROOT + "nfsscaler")) {
            if (type.isAssignableTo(Reconciler.class)) {
                // The framework lists and watches what is reconciled.
                add(sites, type.getName() + ".reconcile", "reconcile");
            }
            Stream.concat(type.getMethodCallsFromSelf().stream(), type.getMethodReferencesFromSelf().stream())
                    .filter(call -> isRequest(call.getTarget()))
                    .forEach(call -> add(sites, site(call), call.getTarget().getName()));
        }
        return sites;
    }

    private static void add(Map<String, Set<String>> sites, String site, String call) {
        sites.computeIfAbsent(site.substring(ROOT.length()), key -> new TreeSet<>())
                .add(call);
    }

    private static boolean isRequest(AccessTarget target) {
        String owner = target.getOwner().getName();
        return switch (target.getName()) {
            case "from" -> owner.endsWith(".InformerEventSourceConfiguration");
            case "withLeaderElectionConfiguration" -> owner.startsWith("io.javaoperatorsdk.");
            case "reconcile" -> false;
            default ->
                VERBS.containsKey(target.getName())
                        && owner.startsWith("io.fabric8.kubernetes.client.")
                        && !owner.startsWith("io.fabric8.kubernetes.client.informers.");
        };
    }

    private static String site(JavaAccess<?> call) {
        return call.getOriginOwner().getName() + "." + call.getOrigin().getName();
    }
}
