package backup.holdfast.testsupport.nfs;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.process.Trial;
import backup.holdfast.testsupport.tools.Platform;
import backup.holdfast.testsupport.tools.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * The programs, as unpacked or as installed.
 *
 * @param home where they were unpacked; empty for those of the system
 */
record GaneshaBinaries(Path ganesha, Optional<Path> home) {

    private static final String TRIPLET = Platform.current().triplet();
    private static final List<String> UNSHARE = List.of("unshare", "--mount", "--pid", "--fork", "--kill-child");
    // Its own /run is why nobody else sees the port mapper's socket, and its own network why it can have port 111.
    private static final String WITH_PORT_MAPPER = """
            mount -t tmpfs none /run || exit 1
            LD_LIBRARY_PATH="$1" $2 "$0" -f -s &
            shift 2
            while [ ! -S /run/rpcbind.sock ]; do sleep 0.05; done
            exec "$@"
            """;

    GaneshaBinaries {
        requireNonNull(ganesha, "ganesha is null");
        requireNonNull(home, "home is null");
    }

    /** Those of this machine. Where there are none, the calling test is aborted and the reason reported. */
    static GaneshaBinaries require() {
        Path ganesha = Tools.require(Tools.ganesha());
        Path folder = ganesha.toAbsolutePath().resolveSibling("").normalize();
        return new GaneshaBinaries(
                ganesha, Files.isDirectory(plugins(folder)) ? Optional.of(folder) : Optional.empty());
    }

    /** Where its plugins are, if not where it looks for them by itself. */
    Optional<Path> plugins() {
        return home.map(GaneshaBinaries::plugins);
    }

    List<String> command(ServedVersions versions, Path config, Path pidFile) {
        List<String> plain =
                List.of(ganesha.toString(), "-F", "-f", config.toString(), "-L", "STDOUT", "-p", pidFile.toString());
        return switch (versions) {
            case V4, V4_WITHOUT_0 -> plain;
            case V3 -> withPortMapper(plain, "unshare --net");
            case V3_WITH_PORT_MAPPER -> withPortMapper(plain, "");
        };
    }

    private List<String> withPortMapper(List<String> plain, String enter) {
        Assumptions.assumeTrue(
                Trial.succeeds(List.of("unshare", "--mount", "--net", "--pid", "--fork", "true")),
                "NFS 3 needs Linux namespaces: run it as root (in a container: privileged), with util-linux installed");
        List<String> command = new ArrayList<>(UNSHARE);
        command.addAll(List.of("sh", "-c", WITH_PORT_MAPPER));
        command.add(home.map(folder -> folder + "/sbin/rpcbind").orElse("rpcbind"));
        command.add(home.map(folder -> libraries(folder) + ":" + folder + "/lib/" + TRIPLET)
                .orElse(""));
        command.add(enter);
        command.addAll(plain);
        return List.copyOf(command);
    }

    private static Path plugins(Path folder) {
        return libraries(folder).resolve("ganesha");
    }

    private static Path libraries(Path folder) {
        return folder.resolve("usr/lib").resolve(TRIPLET);
    }
}
