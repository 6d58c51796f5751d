package backup.holdfast.controller.mover;

import backup.holdfast.controller.resolver.CustomCertificate;
import backup.holdfast.replication.plan.MoverPlan;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A plan together with what may not be part of it: the credentials.
 *
 * @param claimName the PersistentVolumeClaim to work on
 * @param environment restic's settings from the repository's Secret
 * @param certificate what the store's certificate is checked against; the plan's workspace says where the mover looks for it
 * @param pod what the spec says about the mover's pod; movers that run in none need nothing of it
 */
public record MoverAssignment(
        RunOwner owner,
        String claimName,
        MoverPlan plan,
        Map<String, String> environment,
        Optional<CustomCertificate.Usable> certificate,
        Optional<MoverPod> pod) {
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
