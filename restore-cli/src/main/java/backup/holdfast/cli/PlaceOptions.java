package backup.holdfast.cli;

import backup.holdfast.cli.catalog.Catalog;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.LookQuestion;
import backup.holdfast.replication.plan.LookQuestion.Kind;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.Parameters;

/** Where in which snapshot of which source. */
final class PlaceOptions {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8,64}");
    private static final String NEWEST = "latest";

    @Parameters(index = "0", paramLabel = "NAME", description = "A ReplicationSource, or a claim that one backs up")
    private String name = "";

    @Parameters(index = "1", paramLabel = "SNAPSHOT", description = "The digits that list shows, or latest")
    private String snapshot = "";

    @Parameters(
            index = "2",
            paramLabel = "PATH",
            arity = "0..1",
            defaultValue = "/",
            description = "From the root of the volume. Default: all of it")
    private String path = "/";

    String name() {
        return name;
    }

    /** With a slash in front, and none behind. */
    String path() {
        String whole = path.startsWith("/") ? path : "/" + path;
        return whole.length() > 1 && whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
    }

    LookQuestion question(Kind kind, ReplicationSource source) {
        return new LookQuestion(kind, id(source), path());
    }

    private String id(ReplicationSource source) {
        if (snapshot.equals(NEWEST)) {
            return Catalog.known(source).snapshots().stream()
                    .findFirst()
                    .orElseThrow(() -> new StopException(
                            ExitCode.NOT_FOUND,
                            "the status of " + source.getMetadata().getName() + " knows of no snapshot",
                            "`restore list " + source.getMetadata().getName() + "` looks into the repository."))
                    .id();
        }
        String id = snapshot.toLowerCase(Locale.ROOT);
        if (!ID.matcher(id).matches()) {
            throw new StopException(
                    ExitCode.USAGE,
                    "\"" + snapshot + "\" is no snapshot id",
                    "Use the eight digits that `restore list` shows, or latest.");
        }
        return id;
    }
}
