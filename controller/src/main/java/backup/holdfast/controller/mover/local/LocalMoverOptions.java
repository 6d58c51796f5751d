package backup.holdfast.controller.mover.local;

import backup.holdfast.replication.mover.MoverMain;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where local movers find things.
 *
 * @param volumes a volume is the folder {@code <volumes>/<namespace>/<claim name>}
 * @param state run folders and caches; survives a restart of the controller
 * @param command the mover's command line
 * @param environment what every mover gets besides its plan and credentials, such as PATH
 */
public record LocalMoverOptions(Path volumes, Path state, List<String> command, Map<String, String> environment) {
    private static final List<String> PASSED_ON = List.of(
            "PATH",
            "HOME",
            "HOLDFAST_RESTIC",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "NO_PROXY",
            "http_proxy",
            "https_proxy",
            "no_proxy");

    public LocalMoverOptions {
        volumes = volumes.toAbsolutePath();
        state = state.toAbsolutePath();
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /**
     * Movers that are the same program as this one, started at another class with a small heap.
     *
     * @param own this process's environment; a mover gets of it where programs are and how to reach the network, nothing else
     */
    public static LocalMoverOptions sameProgram(Path volumes, Path state, Map<String, String> own) {
        Map<String, String> passed = new HashMap<>();
        for (String name : PASSED_ON) {
            Optional.ofNullable(own.get(name)).ifPresent(value -> passed.put(name, value));
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                java,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                MoverMain.class.getName());
        return new LocalMoverOptions(volumes, state, command, passed);
    }
}
