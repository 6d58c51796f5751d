package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.PodVolumes.PreparedVolume;
import backup.holdfast.testsupport.kubelet.sandbox.Mount;
import backup.holdfast.testsupport.kubelet.sandbox.Sandbox;
import backup.holdfast.testsupport.kubelet.sandbox.SandboxPlan;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts containers: reads what their pod says, and makes a process of it. */
final class ContainerLauncher {

    private static final int LONGEST_HOST_NAME = 63;

    private final ImageStore images;
    private final PodVolumes volumes;
    private final ContainerEnvironment environment;

    ContainerLauncher(ImageStore images, PodVolumes volumes, References references) {
        this.images = requireNonNull(images, "images is null");
        this.volumes = requireNonNull(volumes, "volumes is null");
        this.environment = new ContainerEnvironment(references);
    }

    /** What the pod's containers share. */
    Map<String, PreparedVolume> prepare(Pod pod, Path folder) throws StartProblem, IOException {
        return volumes.prepare(pod, folder.resolve("volumes"));
    }

    ContainerRun start(
            Pod pod, Container container, ContainerImage image, Map<String, PreparedVolume> prepared, Path folder)
            throws StartProblem, IOException {
        Path own = Files.createDirectories(folder.resolve("containers").resolve(container.getName()));
        SecuritySettings security = SecuritySettings.of(pod, container);
        Map<String, String> variables =
                new LinkedHashMap<>(environment.resolve(pod, container, image.environment(), hostName(pod)));
        variables.putIfAbsent("HOME", security.rights().user() == 0 ? "/root" : "/");
        List<Mount> mounts = new ArrayList<>(images.unpack(image));
        mounts.addAll(PodVolumes.mounts(container, prepared));
        Path terminationLog = own.resolve("termination-log");
        Files.write(terminationLog, new byte[0]);
        Files.setAttribute(terminationLog, "unix:mode", 0666);
        mounts.add(new Mount(terminationLog, TerminationMessage.path(container), Mount.Access.READ_WRITE));
        List<String> command = image.commandLine(
                Optional.ofNullable(container.getCommand())
                        .filter(words -> !words.isEmpty())
                        .map(words -> ContainerEnvironment.expand(words, variables)),
                ContainerEnvironment.expand(container.getArgs(), variables));
        SandboxPlan plan = new SandboxPlan(
                command,
                variables,
                hostName(pod),
                Optional.ofNullable(container.getWorkingDir()).orElse("/"),
                mounts,
                security.rootFiles(),
                security.rights());
        return new ContainerRun(container, Sandbox.start(plan, own), terminationLog);
    }

    private static String hostName(Pod pod) {
        String name = Optional.ofNullable(pod.getSpec().getHostname())
                .filter(own -> !own.isEmpty())
                .orElse(pod.getMetadata().getName());
        return name.substring(0, Math.min(name.length(), LONGEST_HOST_NAME));
    }
}
