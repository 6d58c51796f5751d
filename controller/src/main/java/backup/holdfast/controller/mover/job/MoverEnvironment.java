package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.PlanCodec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The environment of a mover's container: the plan, references to the keys of the repository's Secret, how to reach the network. */
record MoverEnvironment(JobRequest request, Map<String, String> proxies) {
    /** A user without an entry in passwd has no home, and restic's and rclone's files go somewhere. */
    private static final Map<String, String> FIXED =
            Map.of("TMPDIR", MoverVolumes.TEMP, "HOME", MoverVolumes.TEMP, "LANG", "C.UTF-8");

    List<EnvVar> variables() {
        List<EnvVar> variables = new ArrayList<>();
        variables.add(value(PlanCodec.ENVIRONMENT_VARIABLE, plan()));
        for (String key : new TreeSet<>(request.assignment().environment().keySet())) {
            variables.add(key.equals(MoverVolumes.GOOGLE_KEY) ? value(key, MoverVolumes.GOOGLE_FILE) : secret(key));
        }
        new TreeMap<>(FIXED).forEach((name, text) -> variables.add(value(name, text)));
        new TreeMap<>(proxies).forEach((name, text) -> variables.add(value(name, text)));
        return variables;
    }

    private String plan() {
        try {
            // The kubelet replaces $(NAME) by the variable of that name, and an exclude pattern may look like one.
            return new PlanCodec().encode(request.assignment().plan()).replace("$", "$$");
        } catch (IllegalArgumentException e) {
            throw new MoverRefusedException(FailureClass.INVALID_SPEC, String.valueOf(e.getMessage()), e);
        }
    }

    private EnvVar secret(String key) {
        return new EnvVarBuilder()
                .withName(key)
                .withNewValueFrom()
                .withNewSecretKeyRef()
                .withName(request.secretName())
                .withKey(key)
                .withOptional(true)
                .endSecretKeyRef()
                .endValueFrom()
                .build();
    }

    private static EnvVar value(String name, String text) {
        return new EnvVarBuilder().withName(name).withValue(text).build();
    }
}
