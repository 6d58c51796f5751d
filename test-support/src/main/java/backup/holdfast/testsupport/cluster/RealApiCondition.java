package backup.holdfast.testsupport.cluster;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Carries out {@link RequiresRealApi}. */
final class RealApiCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (ClusterExtension.kind(context).isRealApi()) {
            return ConditionEvaluationResult.enabled("a real API server answers");
        }
        return ConditionEvaluationResult.disabled(
                "needs a real API server: put kube-apiserver and etcd (setup-envtest fetches them)"
                        + " into a folder and set KUBEBUILDER_ASSETS to it, or run with -Dk8s=kubeconfig");
    }
}
