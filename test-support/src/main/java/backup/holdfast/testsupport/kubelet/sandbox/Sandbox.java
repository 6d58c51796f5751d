package backup.holdfast.testsupport.kubelet.sandbox;

import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.process.GuardedProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Makes sandboxes with Linux namespaces: process ids, mounts and host name are the container's own; the network, users and the host's
 * programs (read-only) are the machine's. Needs root, and {@code unshare} and {@code setpriv} (util-linux).
 */
public final class Sandbox {

    private static final String SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String CONTAINER_PATH = "HOLDFAST_SANDBOX_PATH";
    // What the shell starts first is the first process of the new namespace, and what it says is its exit code.
    // (unshare's own --fork says 1
    // for every signal, in some of its versions.) Its remarks about signals are not the container's.
    private static final String WAIT = "exec 3>&2 2>/dev/null; \"$@\" 2>&3 3>&-; exit $?";
    private static final List<String> UNSHARE = List.of(
            "unshare",
            "--pid",
            "--mount",
            "--uts",
            "--ipc",
            "--propagation",
            "private",
            "--",
            "sh",
            "-c",
            WAIT,
            "holdfast-sandbox",
            "/usr/bin/setpriv",
            "--pdeathsig",
            "KILL",
            "--");
    private static final String ENTER = script();

    private Sandbox() {}

    /** Starts the command; the folder, which may be there already, keeps its log and what it writes outside mounts. */
    public static SandboxProcess start(SandboxPlan plan, Path folder) throws IOException {
        SandboxFolder files = SandboxFolder.create(folder, plan);
        List<String> command = new ArrayList<>(UNSHARE);
        command.addAll(List.of("sh", "-c", ENTER, "holdfast-sandbox"));
        command.addAll(files.paths());
        command.addAll(List.of(plan.hostName(), plan.rootFiles().name(), CONTAINER_PATH));
        command.addAll(List.of("/usr/bin/env", "-C", plan.workingDirectory()));
        command.addAll(plan.rights().command("/usr/bin/setpriv"));
        command.add("--");
        command.addAll(plan.command());
        Map<String, String> environment = new HashMap<>(plan.environment());
        environment.put(CONTAINER_PATH, plan.environment().getOrDefault("PATH", SYSTEM_PATH));
        environment.put("PATH", SYSTEM_PATH);
        return new SandboxProcess(GuardedProcess.startAlone(command, environment, files.log()), files);
    }

    /** Why sandboxes can't be made here, in words for a person; found out by making one. */
    public static Optional<String> obstacle() {
        String advice =
                "needs Linux namespaces and other users: run it as root on Linux (in a container: privileged), with util-linux";
        try {
            Path folder = Files.createTempDirectory("holdfast-sandbox-probe-");
            try {
                SandboxPlan probe = new SandboxPlan(
                        List.of("true"),
                        Map.of(),
                        "probe",
                        "/",
                        List.of(),
                        SandboxPlan.RootFiles.READ_ONLY,
                        new Rights(65534, 65534, List.of(), Set.of(), Rights.Escalation.FORBIDDEN));
                SandboxProcess process = start(probe, folder);
                boolean works =
                        process.exitCode().orTimeout(20, TimeUnit.SECONDS).join() == 0;
                return works
                        ? Optional.empty()
                        : Optional.of(advice + ": " + process.log().strip());
            } finally {
                FileTrees.delete(folder);
            }
        } catch (IOException e) {
            return Optional.of(advice + ": " + e.getMessage());
        }
    }

    private static String script() {
        try (InputStream script = Objects.requireNonNull(Sandbox.class.getResourceAsStream("enter.sh"), "enter.sh")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read enter.sh", e);
        }
    }
}
