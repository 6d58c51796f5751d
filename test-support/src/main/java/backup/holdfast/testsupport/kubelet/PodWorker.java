package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.kubelet.PodVolumes.PreparedVolume;
import backup.holdfast.testsupport.kubelet.RunState.Terminated;
import backup.holdfast.testsupport.kubelet.RunState.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** One pod's containers on this machine. What it finds goes into the pod's record. */
final class PodWorker implements AutoCloseable {

    private static final Duration USUAL_GRACE = Duration.ofSeconds(30);

    private final PodRecord podRecord;
    private final ContainerLauncher launcher;
    private final ImageStore images;
    private final Path folder;
    private final String node;
    private final Map<String, ContainerRun> runs = new LinkedHashMap<>();
    private Optional<Map<String, PreparedVolume>> volumes = Optional.empty();
    private Optional<Instant> killAt = Optional.empty();

    PodWorker(PodRecord podRecord, ContainerLauncher launcher, ImageStore images, Path folder, String node) {
        this.podRecord = requireNonNull(podRecord, "podRecord is null");
        this.launcher = requireNonNull(launcher, "launcher is null");
        this.images = requireNonNull(images, "images is null");
        this.folder = requireNonNull(folder, "folder is null");
        this.node = requireNonNull(node, "node is null");
    }

    String node() {
        return node;
    }

    /** The pod's main containers, and those before them that there is an image for: what others put there is left out. */
    private List<Container> initContainers(Pod pod) {
        return pod.getSpec().getInitContainers().stream()
                .filter(container -> images.knows(container.getImage()))
                .toList();
    }

    /** Looks at what runs. */
    void observe(Pod pod, String now) {
        for (Container container : pod.getSpec().getInitContainers()) {
            observe(container, now).ifPresent(state -> podRecord.initContainer(container.getName(), state));
        }
        for (Container container : pod.getSpec().getContainers()) {
            observe(container, now).ifPresent(state -> podRecord.container(container.getName(), state));
        }
    }

    private Optional<RunState> observe(Container container, String now) {
        boolean known = podRecord
                .state(container.getName())
                .filter(Terminated.class::isInstance)
                .isPresent();
        return known
                ? Optional.empty()
                : Optional.ofNullable(runs.get(container.getName())).map(run -> run.observe(now));
    }

    /** Says of every container that it has not been started. */
    void announce(Pod pod) {
        List<Container> first = initContainers(pod);
        String reason = first.isEmpty() ? "ContainerCreating" : "PodInitializing";
        for (Container container : first) {
            if (podRecord.state(container.getName()).isEmpty()) {
                podRecord.initContainer(container.getName(), new Waiting("PodInitializing", ""));
            }
        }
        for (Container container : pod.getSpec().getContainers()) {
            if (podRecord.state(container.getName()).isEmpty()) {
                podRecord.container(container.getName(), new Waiting(reason, ""));
            }
        }
    }

    /** Starts what is due: the containers for initialization one after another, then the others. */
    void advance(Pod pod) throws StartProblem {
        announce(pod);
        Optional<Container> next = initContainers(pod).stream()
                .filter(container -> !hasSucceeded(container))
                .findFirst();
        if (next.isPresent()) {
            startUnlessStarted(pod, next.get());
            return;
        }
        for (Container container : pod.getSpec().getContainers()) {
            startUnlessStarted(pod, container);
        }
    }

    private boolean hasSucceeded(Container container) {
        return podRecord
                .state(container.getName())
                .filter(state -> state instanceof Terminated end && end.exitCode() == 0)
                .isPresent();
    }

    private void startUnlessStarted(Pod pod, Container container) throws StartProblem {
        if (runs.containsKey(container.getName())) {
            return;
        }
        try {
            ContainerImage image = pull(container);
            if (volumes.isEmpty()) {
                volumes = Optional.of(launcher.prepare(pod, folder));
            }
            runs.put(container.getName(), launcher.start(pod, container, image, volumes.get(), folder));
        } catch (StartProblem problem) {
            Waiting waiting = new Waiting(problem.waiting(), problem.words());
            if (initContainers(pod).contains(container)) {
                podRecord.initContainer(container.getName(), waiting);
            } else {
                podRecord.container(container.getName(), waiting);
            }
            throw problem;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + container.getName(), e);
        }
    }

    /** The first failure is an error, what follows is waiting for the next try. */
    private ContainerImage pull(Container container) throws StartProblem {
        Optional<ContainerImage> image = images.pull(container.getImage());
        if (image.isPresent()) {
            return image.get();
        }
        boolean again = podRecord
                .state(container.getName())
                .filter(state ->
                        state instanceof Waiting waiting && waiting.reason().matches("ErrImagePull|ImagePullBackOff"))
                .isPresent();
        throw again
                ? StartProblem.image("ImagePullBackOff", "Back-off pulling image \"" + container.getImage() + "\"")
                : StartProblem.image(
                        "ErrImagePull", "failed to pull and unpack image \"" + container.getImage() + "\": not found");
    }

    /** Asks the containers to end, and kills them when their time is up. May be asked again. */
    void stop(Duration grace, Instant now) {
        if (killAt.isEmpty()) {
            killAt = Optional.of(now.plus(grace));
            runs.values().forEach(run -> run.process().terminate());
        } else if (now.plus(grace).isBefore(killAt.get())) {
            killAt = Optional.of(now.plus(grace));
        }
        if (!now.isBefore(killAt.get())) {
            runs.values().forEach(run -> run.process().kill());
        }
    }

    /** How long the pod has from the request to its end. */
    static Duration grace(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getDeletionGracePeriodSeconds())
                .or(() -> Optional.ofNullable(pod.getSpec().getTerminationGracePeriodSeconds()))
                .map(Duration::ofSeconds)
                .orElse(USUAL_GRACE);
    }

    boolean isAlive() {
        return runs.values().stream().anyMatch(run -> run.process().isAlive());
    }

    Map<String, ContainerRun> runs() {
        return runs;
    }

    /** What a container prints, for as long as it does; nothing of one that has not begun. */
    Optional<Printed> printed(String container) {
        return Optional.ofNullable(runs.get(container))
                .map(ContainerRun::process)
                .map(process -> new Printed() {
                    @Override
                    public String text() {
                        return process.log();
                    }

                    @Override
                    public boolean isGrowing() {
                        return process.isAlive();
                    }
                });
    }

    /** A log that somebody may be writing. */
    interface Printed {
        String text();

        boolean isGrowing();
    }

    String log(String container) {
        ContainerRun run = runs.get(container);
        return run == null ? "" : run.process().log();
    }

    String log() {
        return runs.values().stream().map(run -> run.process().log()).collect(Collectors.joining());
    }

    /** Kills what runs and removes the pod's own files. */
    @Override
    public void close() {
        runs.values().forEach(ContainerRun::close);
        try {
            FileTrees.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
