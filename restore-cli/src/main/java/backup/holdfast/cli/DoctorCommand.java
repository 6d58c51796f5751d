package backup.holdfast.cli;

import backup.holdfast.cli.cluster.ApiObjects;
import backup.holdfast.cli.cluster.Cluster;
import backup.holdfast.cli.cluster.RawApi;
import backup.holdfast.cli.cluster.RepositoryAccess;
import backup.holdfast.cli.cluster.Rights;
import backup.holdfast.cli.cluster.Scope;
import backup.holdfast.cli.doctor.Check;
import backup.holdfast.cli.doctor.ClusterChecks;
import backup.holdfast.cli.doctor.Finding;
import backup.holdfast.cli.doctor.Finding.State;
import backup.holdfast.cli.doctor.LeftoverChecks;
import backup.holdfast.cli.doctor.RightsChecks;
import backup.holdfast.cli.doctor.SourceChecks;
import backup.holdfast.cli.term.Colour;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.Table;
import backup.holdfast.cli.term.Terminal;
import backup.holdfast.crds.volsync.ReplicationSource;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code restore doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Looks for what stands in the way of backups and restores, and says how to mend it.",
            "Definitions, versions, who is at work, your rights, Secrets, claims, snapshot classes, leftovers.",
            "Changes nothing. Ends with 4 if something is wrong."
        },
        footer = {
            "",
            "Examples:",
            "  restore doctor -n media",
            "  restore doctor -n media --reach     # asks the repositories, too: from here and by movers"
        })
final class DoctorCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ScopeOptions where = new ScopeOptions();

    @Option(
            names = "--reach",
            description = "Ask each repository, from here and by a mover; that takes some seconds each")
    private boolean reach;

    @Mixin
    private OutputOptions output = new OutputOptions();

    DoctorCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (KubernetesClient client = where.connect()) {
            List<Finding> found = findings(client, where.scope(client));
            found.sort(Comparator.comparing(Finding::state));
            print(found, client);
            return (found.stream().anyMatch(it -> it.state() == State.WRONG) ? ExitCode.ATTENTION : ExitCode.DONE)
                    .code();
        }
    }

    private List<Finding> findings(KubernetesClient client, Scope scope) {
        Instant now = surroundings.clock().instant();
        RawApi api = new RawApi(client);
        Cluster seen = new Cluster(client);
        RunSession session = new RunSession(surroundings, client);
        SourceChecks sources = new SourceChecks(api, new RepositoryAccess(client));
        List<Finding> found = new ArrayList<>(new ClusterChecks(api, now).look());
        found.addAll(new RightsChecks(new Rights(client), scope).look());
        List<ReplicationSource> all = new ArrayList<>();
        found.addAll(Check.of("sources", () -> {
            all.addAll(seen.sources(scope));
            return sources.look(all);
        }));
        found.addAll(new LeftoverChecks(new ApiObjects(client), seen, session.store(), session.leases(), scope, now)
                .look(all));
        if (reach) {
            found.addAll(sources.reach(all, LookOptions.local().answers(surroundings, client), "from here"));
            found.addAll(sources.reach(all, LookOptions.byMover().answers(surroundings, client), "from inside"));
        }
        return found;
    }

    private void print(List<Finding> found, KubernetesClient client) {
        Terminal terminal = surroundings.terminal();
        switch (output.format()) {
            case TABLE, WIDE -> {
                Table table = new Table("STATE", "ABOUT", "WHAT").colouring("STATE");
                found.forEach(it -> table.row(colour(it.state()), word(it.state()), it.about(), it.what()));
                terminal.print(table.lines(terminal.screen().out()));
                List<Finding> mendable =
                        found.stream().filter(it -> !it.advice().isEmpty()).toList();
                if (!mendable.isEmpty()) {
                    terminal.print("");
                    mendable.forEach(it -> terminal.print(it.about() + ": " + it.advice()));
                }
                if (!reach) {
                    terminal.note("--reach asks the repositories, too.");
                }
            }
            case JSON -> terminal.print(json(found).toPrettyString());
            case YAML ->
                terminal.print(
                        client.getKubernetesSerialization().asYaml(json(found)).stripTrailing());
            case NAME ->
                terminal.print(found.stream().map(Finding::about).distinct().toList());
        }
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static Colour colour(State state) {
        return switch (state) {
            case WRONG -> Colour.RED;
            case UNKNOWN, REMARK -> Colour.YELLOW;
            case GOOD -> Colour.GREEN;
        };
    }

    private static ArrayNode json(List<Finding> found) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        found.forEach(it -> all.addObject()
                .put("state", word(it.state()))
                .put("about", it.about())
                .put("what", it.what())
                .put("advice", it.advice()));
        return all;
    }
}
