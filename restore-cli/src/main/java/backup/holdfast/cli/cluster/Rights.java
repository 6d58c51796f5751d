package backup.holdfast.cli.cluster;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.run.ObjectRef;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.run.RunRecord.Progress;
import backup.holdfast.cli.run.Step;
import backup.holdfast.crds.volsync.ReplicationResource;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Asks the API server what the caller may do: before the first step of a run, not in the middle. */
public final class Rights {
    private final KubernetesClient client;

    public Rights(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    private record Right(Permission permission, String namespace) {}

    /** Ends the command with the name of the first right that is missing. */
    public void require(RunRecord record) {
        for (Right right : of(record)) {
            if (!isGranted(right.permission(), Scope.in(right.namespace()))) {
                throw Calls.forbidden(right.permission() + " in namespace " + right.namespace(), null);
            }
        }
    }

    private static Set<Right> of(RunRecord record) {
        Set<Right> rights = new LinkedHashSet<>();
        add(rights, record, "", "configmaps", "create", "update");
        add(rights, record, "coordination.k8s.io", "leases", "create", "get", "patch", "delete");
        for (Step step : record.steps().stream().map(Progress::step).toList()) {
            if (step instanceof Step.Take take) {
                ObjectRef object = take.object();
                rights.add(new Right(new Permission("get", group(object), object.plural()), object.namespace()));
                rights.add(new Right(new Permission("patch", group(object), object.plural()), object.namespace()));
            } else if (step instanceof Step.Create) {
                add(rights, record, "", "persistentvolumeclaims", "create");
            }
        }
        add(rights, record, ReplicationResource.GROUP, "replicationdestinations", "create", "get", "patch", "delete");
        return rights;
    }

    private static void add(Set<Right> rights, RunRecord record, String group, String resource, String... verbs) {
        List.of(verbs)
                .forEach(verb -> rights.add(new Right(new Permission(verb, group, resource), record.namespace())));
    }

    private static String group(ObjectRef object) {
        int slash = object.apiVersion().indexOf('/');
        return slash < 0 ? "" : object.apiVersion().substring(0, slash);
    }

    /** Whether the caller may do something there. */
    public boolean isGranted(Permission permission, Scope scope) {
        SelfSubjectAccessReview question = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(scope.namespace().orElse(null))
                .withGroup(permission.group())
                .withResource(permission.resource())
                .withSubresource(permission.subresource())
                .withVerb(permission.verb())
                .endResourceAttributes()
                .endSpec()
                .build();
        // Everybody who is known may ask this.
        SelfSubjectAccessReview answer = Calls.of(
                "create selfsubjectaccessreviews",
                () -> client.resource(question).create());
        return Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }
}
