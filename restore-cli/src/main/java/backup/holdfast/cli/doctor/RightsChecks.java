package backup.holdfast.cli.doctor;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.cluster.Permission;
import backup.holdfast.cli.cluster.Rights;
import backup.holdfast.cli.cluster.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the caller may do of what the commands need. */
public final class RightsChecks {
    private static final String OURS = "volsync.backube";
    private static final String ADVICE = "Ask for one of the roles in docs/restore-command.md.";

    private final Rights rights;
    private final Scope scope;

    public RightsChecks(Rights rights, Scope scope) {
        this.rights = requireNonNull(rights, "rights is null");
        this.scope = requireNonNull(scope, "scope is null");
    }

    private static Map<String, List<Permission>> needs() {
        Map<String, List<Permission>> needs = new LinkedHashMap<>();
        needs.put("status", rights(OURS, "replicationsources", "list"));
        needs.put(
                "list, ls, cat, download, unlock",
                all(List.of(
                        rights(OURS, "replicationsources", "get", "patch"),
                        rights("", "pods", "list"),
                        List.of(new Permission("get", "", "pods", "log")))));
        needs.put("backup-now", rights(OURS, "replicationsources", "get", "patch"));
        needs.put(
                "pvc, continue, rollback",
                all(List.of(
                        rights(OURS, "replicationdestinations", "get", "create", "patch", "delete"),
                        rights("", "configmaps", "list", "create", "update", "delete"),
                        rights("coordination.k8s.io", "leases", "get", "create", "patch", "delete"),
                        rights("", "persistentvolumeclaims", "get", "list"),
                        rights("", "pods", "list"),
                        rights("apps", "deployments", "list", "patch"),
                        rights("apps", "statefulsets", "list", "patch"),
                        rights("batch", "cronjobs", "list", "patch"))));
        needs.put("--local", rights("", "secrets", "get"));
        return needs;
    }

    private static List<Permission> rights(String group, String resource, String... verbs) {
        return Stream.of(verbs)
                .map(verb -> new Permission(verb, group, resource))
                .toList();
    }

    private static List<Permission> all(List<List<Permission>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }

    public List<Finding> look() {
        List<Finding> found = new ArrayList<>();
        needs().forEach((commands, permissions) -> {
            List<String> missing = permissions.stream()
                    .filter(permission -> !rights.isGranted(permission, scope))
                    .map(Permission::toString)
                    .toList();
            found.add(
                    missing.isEmpty()
                            ? Finding.good("your rights", "enough for " + commands)
                            : Finding.remark(
                                    "your rights",
                                    "not enough for " + commands + ": you may not " + String.join(", ", missing)
                                            + " in " + scope,
                                    ADVICE));
        });
        return found;
    }
}
