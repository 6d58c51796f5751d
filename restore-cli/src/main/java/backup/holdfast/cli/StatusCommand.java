package backup.holdfast.cli;

import backup.holdfast.cli.board.Board;
import backup.holdfast.cli.board.Health;
import backup.holdfast.cli.board.Health.Attention;
import backup.holdfast.cli.board.Standing;
import backup.holdfast.cli.cluster.Cluster;
import backup.holdfast.cli.cluster.Scope;
import backup.holdfast.cli.term.Colour;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.Table;
import backup.holdfast.cli.term.Terminal;
import backup.holdfast.cli.term.Words;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code restore status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Shows every source, worst first: its last good backup, the next one, and what is wrong.",
            "Ends with 4 if one needs a look."
        },
        footer = {
            "",
            "Examples:",
            "  restore status -A",
            "  restore status -n media -o json | jq '.[] | select(.attention)'"
        })
final class StatusCommand implements Callable<Integer> {
    private static final int MESSAGE = 70;

    private final Surroundings surroundings;

    @Mixin
    private ScopeOptions where = new ScopeOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (KubernetesClient client = where.connect()) {
            Scope scope = where.scope(client);
            Cluster seen = new Cluster(client);
            Instant now = surroundings.clock().instant();
            List<Standing> standings = new Board(seen.marks(scope), now).judge(seen.sources(scope));
            print(standings, client, scope, now);
            return (Board.attention(standings) == Attention.NEEDED ? ExitCode.ATTENTION : ExitCode.DONE).code();
        }
    }

    private void print(List<Standing> standings, KubernetesClient client, Scope scope, Instant now) {
        Terminal terminal = surroundings.terminal();
        switch (output.format()) {
            case TABLE, WIDE -> {
                if (standings.isEmpty()) {
                    terminal.note("No sources in " + scope + ".");
                } else {
                    terminal.print(table(standings, now).lines(terminal.screen().out()));
                }
            }
            case JSON -> terminal.print(json(standings).toPrettyString());
            case YAML ->
                terminal.print(client.getKubernetesSerialization()
                        .asYaml(json(standings))
                        .stripTrailing());
            case NAME ->
                terminal.print(standings.stream()
                        .map(it -> it.namespace() + "/" + it.name())
                        .toList());
        }
    }

    private Table table(List<Standing> standings, Instant now) {
        Table table = new Table("NAMESPACE", "NAME", "STATE", "LAST GOOD", "NEXT", "SCHEDULE", "RESULT", "WHY")
                .colouring("STATE");
        for (Standing it : standings) {
            table.row(
                    colour(it.health()),
                    it.namespace(),
                    it.name(),
                    it.health().word(),
                    relative(it.lastGood(), now),
                    relative(it.next(), now),
                    it.schedule(),
                    it.result(),
                    why(it));
        }
        return table;
    }

    private static Colour colour(Health health) {
        return switch (health) {
            case STALLED, FAILING, OVERDUE, UNSEEN -> Colour.RED;
            case FROZEN, RESTORING, PAUSED, WAITING -> Colour.YELLOW;
            case RUNNING, GOOD -> Colour.GREEN;
            case FOREIGN -> Colour.NONE;
        };
    }

    private String why(Standing standing) {
        String message = standing.message().lines().findFirst().orElse("");
        String all = standing.reason().isEmpty()
                ? message
                : message.isEmpty() ? standing.reason() : standing.reason() + ": " + message;
        return output.format() == Output.WIDE || all.length() <= MESSAGE ? all : all.substring(0, MESSAGE - 3) + "...";
    }

    private static String relative(Optional<Instant> at, Instant now) {
        return at.map(it -> Words.relative(it, now)).orElse("");
    }

    private static ArrayNode json(List<Standing> standings) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (Standing it : standings) {
            ObjectNode one = all.addObject()
                    .put("namespace", it.namespace())
                    .put("name", it.name())
                    .put("claim", it.claim())
                    .put("state", it.health().word())
                    .put("attention", it.health().attention() == Attention.NEEDED)
                    .put("schedule", it.schedule())
                    .put("result", it.result())
                    .put("reason", it.reason())
                    .put("message", it.message());
            it.lastGood().ifPresent(at -> one.put("lastGood", at.toString()));
            it.next().ifPresent(at -> one.put("next", at.toString()));
        }
        return all;
    }
}
