package backup.holdfast.cli;

import backup.holdfast.cli.cluster.ClaimLeases.Life;
import backup.holdfast.cli.cluster.ClaimLeases.Sign;
import backup.holdfast.cli.cluster.Scope;
import backup.holdfast.cli.run.Item;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.cli.run.RunRecord.Direction;
import backup.holdfast.cli.term.Colour;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.cli.term.Table;
import backup.holdfast.cli.term.Words;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code restore runs}. */
@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the restores of this command, newest first; with the name of one, its steps.",
            "Ends with 5 if one is open and nobody is at work on it."
        },
        footer = {"", "Examples:", "  restore runs -A", "  restore runs rs-20261120-120000-4f2a -n media"})
final class RunsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ScopeOptions where = new ScopeOptions();

    @Parameters(paramLabel = "RUN", arity = "0..1", description = "One of them, step by step")
    private @Nullable String run;

    RunsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (KubernetesClient client = where.connect()) {
            RunSession session = new RunSession(surroundings, client);
            if (run != null) {
                return one(session, where.namespace(client), run).code();
            }
            Scope scope = where.scope(client);
            return all(session, session.store().list(scope), scope).code();
        }
    }

    private ExitCode all(RunSession session, List<RunRecord> records, Scope scope) {
        if (records.isEmpty()) {
            surroundings.terminal().note("No restores in " + scope + ".");
            return ExitCode.DONE;
        }
        Table table = new Table("NAMESPACE", "RUN", "STARTED", "BY", "STATE", "VOLUMES", "AT").colouring("STATE");
        ExitCode worst = ExitCode.DONE;
        for (RunRecord record : records) {
            Standing standing = standing(session, record);
            worst = standing.exitCode() == ExitCode.DONE ? worst : standing.exitCode();
            table.row(
                    standing.colour(),
                    record.namespace(),
                    record.id(),
                    Words.relative(
                            Instant.parse(record.startedAt()),
                            surroundings.clock().instant()),
                    record.by(),
                    standing.words(),
                    volumes(record),
                    record.isOpen()
                            ? record.next()
                                    .map(it -> record.steps().get(it).step().describe())
                                    .orElse("its end")
                            : "");
        }
        surroundings
                .terminal()
                .print(table.lines(surroundings.terminal().screen().out()));
        return worst;
    }

    private ExitCode one(RunSession session, String namespace, String id) {
        RunRecord record = session.store()
                .find(namespace, id)
                .orElseThrow(() -> new StopException(
                        ExitCode.NOT_FOUND,
                        "there is no run " + id + " in namespace " + namespace,
                        "`restore runs -A` lists what there is."))
                .record();
        Standing standing = standing(session, record);
        surroundings
                .terminal()
                .print("Run " + id + " of " + record.by() + ", " + standing.words() + ": " + volumes(record));
        Table table = new Table("STEP", "STATE", "WHAT");
        for (int i = 0; i < record.steps().size(); i++) {
            table.row(
                    Integer.toString(i + 1),
                    record.steps().get(i).state().name().toLowerCase(Locale.ROOT),
                    record.steps().get(i).step().describe());
        }
        surroundings.terminal().print(table.lines());
        return standing.exitCode();
    }

    private record Standing(String words, Colour colour, ExitCode exitCode) {}

    private static Standing standing(RunSession session, RunRecord record) {
        String way = record.direction() == Direction.BACK ? ", rolling back" : "";
        return switch (record.ending()) {
            case SUCCEEDED -> new Standing("restored", Colour.GREEN, ExitCode.DONE);
            case ROLLED_BACK -> new Standing("rolled back", Colour.GREEN, ExitCode.DONE);
            case OPEN -> {
                List<String> claims = record.items().stream().map(Item::claim).toList();
                Optional<Life> life = session.leases().life(record.namespace(), claims, record.id());
                yield life.filter(it -> it.sign() == Sign.AT_WORK).isPresent()
                        ? new Standing("at work" + way, Colour.YELLOW, ExitCode.DONE)
                        : new Standing(
                                "UNFINISHED" + way
                                        + life.map(it -> " for " + Words.duration(it.silent()))
                                                .orElse(""),
                                Colour.RED,
                                ExitCode.UNFINISHED);
            }
        };
    }

    private static String volumes(RunRecord record) {
        return String.join(", ", record.items().stream().map(Item::claim).toList());
    }
}
