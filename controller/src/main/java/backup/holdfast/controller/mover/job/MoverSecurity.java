package backup.holdfast.controller.mover.job;

import backup.holdfast.controller.mover.job.JobRequest.Rights;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import org.jspecify.annotations.Nullable;

/** As whom a mover runs, and what it may do. */
record MoverSecurity(JobRequest request, MoverDefaults defaults) {
    private static final long ROOT = 0;

    /**
     * What the spec or the controller's defaults say. Where neither says anything the mover is root without any capability, which
     * reads what root owns: another user would fail on volumes that VolSync could back up.
     */
    PodSecurityContext pod() {
        PodSecurityContext written = written();
        PodSecurityContextBuilder context = written == null
                ? new PodSecurityContextBuilder().withRunAsUser(ROOT)
                : new PodSecurityContextBuilder(written);
        if (written == null || written.getSeccompProfile() == null) {
            context.withNewSeccompProfile().withType("RuntimeDefault").endSeccompProfile();
        }
        return context.build();
    }

    SecurityContext container() {
        SecurityContextBuilder context = new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withPrivileged(false)
                .withReadOnlyRootFilesystem(true);
        return switch (request.rights()) {
            case PLAIN ->
                context.withNewCapabilities().withDrop("ALL").endCapabilities().build();
            case PRIVILEGED ->
                context.withRunAsUser(ROOT)
                        .withRunAsNonRoot(false)
                        .withNewCapabilities()
                        .withDrop("ALL")
                        .withAdd("CHOWN", "DAC_OVERRIDE", "FOWNER")
                        .endCapabilities()
                        .build();
        };
    }

    private @Nullable PodSecurityContext written() {
        PodSecurityContext own = request.options().moverSecurityContext();
        return own == null ? defaults.securityContext() : own;
    }

    /** The value of {@code volsync.backube/privileged-movers} of a namespace. */
    static Rights rights(@Nullable String annotation) {
        return "true".equalsIgnoreCase(annotation) ? Rights.PRIVILEGED : Rights.PLAIN;
    }
}
