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

/** Asks the API server whether a run may do all that it is going to do: before its first step, not in the middle. */
public final class Rights {
    private final KubernetesClient client;

    public Rights(KubernetesClient client) {
        this.client = requireNonNull(client, "client is null");
    }

    private record Right(String verb, String group, String resource, String namespace) {}

    /** Ends the command with the name of the first right that is missing. */
    public void require(RunRecord record) {
        for (Right right : of(record)) {
            if (!isGranted(right)) {
                throw Calls.forbidden(
                        right.verb() + " " + right.resource() + " in namespace " + right.namespace(), null);
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
                rights.add(new Right("get", group(object), object.plural(), object.namespace()));
                rights.add(new Right("patch", group(object), object.plural(), object.namespace()));
            } else if (step instanceof Step.Create) {
                add(rights, record, "", "persistentvolumeclaims", "create");
            }
        }
        add(rights, record, ReplicationResource.GROUP, "replicationdestinations", "create", "get", "patch", "delete");
        return rights;
    }

    private static void add(Set<Right> rights, RunRecord record, String group, String resource, String... verbs) {
        List.of(verbs).forEach(verb -> rights.add(new Right(verb, group, resource, record.namespace())));
    }

    private static String group(ObjectRef object) {
        int slash = object.apiVersion().indexOf('/');
        return slash < 0 ? "" : object.apiVersion().substring(0, slash);
    }

    private boolean isGranted(Right right) {
        SelfSubjectAccessReview question = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(right.namespace())
                .withGroup(right.group())
                .withResource(right.resource())
                .withVerb(right.verb())
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
