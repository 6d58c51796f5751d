package backup.holdfast.testsupport.kubelet;

import backup.holdfast.testsupport.kubelet.sandbox.Rights;
import backup.holdfast.testsupport.kubelet.sandbox.Rights.Escalation;
import backup.holdfast.testsupport.kubelet.sandbox.SandboxPlan.RootFiles;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What pod and container ask for in their security contexts; the container's word counts first. Pure. */
record SecuritySettings(PodSecurityContext ofPod, SecurityContext ofContainer) {

    static SecuritySettings of(Pod pod, Container container) {
        return new SecuritySettings(
                Optional.ofNullable(pod.getSpec().getSecurityContext())
                        .orElseGet(() -> new PodSecurityContextBuilder().build()),
                Optional.ofNullable(container.getSecurityContext())
                        .orElseGet(() -> new SecurityContextBuilder().build()));
    }

    Rights rights() throws StartProblem {
        long user = first(ofContainer.getRunAsUser(), ofPod.getRunAsUser());
        if (user == 0 && isTrue(ofContainer.getRunAsNonRoot(), ofPod.getRunAsNonRoot())) {
            throw StartProblem.config("container has runAsNonRoot and image will run as root");
        }
        List<Long> groups = new ArrayList<>(
                Optional.ofNullable(ofPod.getSupplementalGroups()).orElse(List.of()));
        fsGroup().ifPresent(groups::add);
        return new Rights(
                user,
                first(ofContainer.getRunAsGroup(), ofPod.getRunAsGroup()),
                groups,
                capabilities(),
                Boolean.FALSE.equals(ofContainer.getAllowPrivilegeEscalation())
                        ? Escalation.FORBIDDEN
                        : Escalation.ALLOWED);
    }

    Optional<Long> fsGroup() {
        return Optional.ofNullable(ofPod.getFsGroup());
    }

    RootFiles rootFiles() {
        return Boolean.TRUE.equals(ofContainer.getReadOnlyRootFilesystem()) ? RootFiles.READ_ONLY : RootFiles.WRITABLE;
    }

    private Set<String> capabilities() {
        if (Boolean.TRUE.equals(ofContainer.getPrivileged())) {
            return Set.of(Rights.ALL);
        }
        Set<String> capabilities = new TreeSet<>(Rights.USUAL);
        if (ofContainer.getCapabilities() != null) {
            List<String> dropped = names(ofContainer.getCapabilities().getDrop());
            if (dropped.contains(Rights.ALL)) {
                capabilities.clear();
            }
            dropped.forEach(capabilities::remove);
            List<String> added = names(ofContainer.getCapabilities().getAdd());
            capabilities.addAll(added);
        }
        return capabilities;
    }

    private static List<String> names(@Nullable List<String> names) {
        return Optional.ofNullable(names).orElse(List.of()).stream()
                .map(name -> name.toLowerCase(Locale.ROOT).replaceFirst("^cap_", ""))
                .toList();
    }

    private static long first(@Nullable Long own, @Nullable Long ofPod) {
        return Optional.ofNullable(own).or(() -> Optional.ofNullable(ofPod)).orElse(0L);
    }

    private static boolean isTrue(@Nullable Boolean own, @Nullable Boolean ofPod) {
        return Boolean.TRUE.equals(own) || (own == null && Boolean.TRUE.equals(ofPod));
    }
}
