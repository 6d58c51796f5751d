package backup.holdfast.testsupport.cluster;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Carries out {@link RequiresNodes}. */
final class NodesCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (ClusterExtension.kind(context).hasNodes()) {
            return ConditionEvaluationResult.enabled("a real cluster answers");
        }
        return ConditionEvaluationResult.disabled(
                "needs a cluster that runs pods: set KUBECONFIG and run with -Dk8s=kubeconfig");
    }
}
