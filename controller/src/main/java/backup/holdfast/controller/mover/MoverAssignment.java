package backup.holdfast.controller.mover;

import backup.holdfast.replication.plan.MoverPlan;
import java.util.Map;
import java.util.TreeMap;

/**
 * A plan together with what may not be part of it: the credentials.
 *
 * @param claimName the PersistentVolumeClaim to work on
 * @param environment restic's settings from the repository's Secret
 */
public record MoverAssignment(RunOwner owner, String claimName, MoverPlan plan, Map<String, String> environment) {
    public MoverAssignment {
        environment = Map.copyOf(environment);
    }

    /** Names only: the values are secret. */
    @Override
    public String toString() {
        return "MoverAssignment[" + owner + ", " + claimName + ", " + plan.runId() + ", "
                + new TreeMap<>(environment).keySet() + "]";
    }
}
