package backup.holdfast.testsupport.tools;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;

/** The programs tests need, found or fetched when a test asks for them. */
public final class Tools {

    private static final Duration FAILURE_LIFETIME = Duration.ofMinutes(10);

    private Tools() {}

    /** A restic of this series. The first call of a build may fetch it. */
    public static ToolResult restic(ResticSeries series) {
        return restic(series, System.out::println);
    }

    /** The same, saying in one line each what is being fetched from where; nothing where it is here already. */
    public static ToolResult restic(ResticSeries series, Consumer<String> progress) {
        return get(KnownTools.restic(series), progress);
    }

    /** An nfs-ganesha whose configuration the project knows. The first call of a build may fetch it. Linux only. */
    public static ToolResult ganesha() {
        return get(KnownTools.ganesha(), System.out::println);
    }

    /** A Prometheus. The first call of a build may fetch it. */
    public static ToolResult prometheus() {
        return get(KnownTools.prometheus(), System.out::println);
    }

    /** Prometheus' checker of rules. The first call of a build may fetch it. */
    public static ToolResult promtool() {
        return get(KnownTools.promtool(), System.out::println);
    }

    /** An Alertmanager. The first call of a build may fetch it. */
    public static ToolResult alertmanager() {
        return get(KnownTools.alertmanager(), System.out::println);
    }

    /** restic's REST server. The first call of a build may fetch it. */
    public static ToolResult restServer() {
        return get(KnownTools.restServer(), System.out::println);
    }

    /** The program's path; where there is none, the calling test is aborted and the reason reported. */
    public static Path require(ToolResult result) {
        if (result instanceof ToolResult.Found found) {
            return found.path();
        }
        if (result instanceof ToolResult.Missing missing) {
            return Assumptions.abort(missing.reason());
        }
        throw new IllegalStateException("unknown result " + result);
    }

    private static ToolResult get(ToolSpec spec, Consumer<String> progress) {
        Path folder = folder();
        ToolFetcher fetcher = ToolFetcher.forThisMachine(folder, System.getenv(), progress);
        return new RememberedFailures(folder, Clock.systemUTC(), FAILURE_LIFETIME).ask(fetcher, spec);
    }

    static Path folder() {
        return RepositoryRoot.find().resolve("target").resolve("tools");
    }
}
