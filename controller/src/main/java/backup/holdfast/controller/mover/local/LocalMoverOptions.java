package backup.holdfast.controller.mover.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where local movers find things.
 *
 * @param volumes a volume is the folder {@code <volumes>/<namespace>/<claim name>}
 * @param state run folders and caches; survives a restart of the controller
 * @param command the mover's command line
 * @param environment what every mover gets besides its plan and credentials, such as PATH
 */
public record LocalMoverOptions(Path volumes, Path state, List<String> command, Map<String, String> environment) {
    public LocalMoverOptions {
        volumes = volumes.toAbsolutePath();
        state = state.toAbsolutePath();
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
