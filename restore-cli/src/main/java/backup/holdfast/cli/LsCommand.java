package backup.holdfast.cli;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.cluster.Cluster;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.Terminal;
import backup.holdfast.cli.term.Words;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.LookAnswer.Entry;
import backup.holdfast.replication.plan.LookQuestion.Kind;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code restore ls}. */
@Command(
        name = "ls",
        mixinStandardHelpOptions = true,
        description = "Shows what is in a folder of a snapshot, without restoring it.",
        footer = {
            "",
            "Examples:",
            "  restore ls photos latest -n media",
            "  restore ls photos 5d1c8f0e /2024 -n media -R -o name"
        })
final class LsCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private PlaceOptions place = new PlaceOptions();

    @Mixin
    private LookOptions look = new LookOptions();

    @Option(
            names = {"-R", "--recursive"},
            description = "With all that is below")
    private boolean recursive;

    @Mixin
    private OutputOptions output = new OutputOptions();

    LsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        try (KubernetesClient client = cluster.connect()) {
            ReplicationSource source = new Cluster(client).sourceOf(cluster.namespace(client), place.name());
            Listing listing = new Listing(surroundings.terminal());
            look.answers(surroundings, client)
                    .entries(source, place.question(recursive ? Kind.TREE : Kind.ENTRIES, source), listing::take);
            switch (output.format()) {
                case TABLE, WIDE, NAME -> {}
                case JSON -> surroundings.terminal().print(listing.json.toPrettyString());
                case YAML ->
                    surroundings
                            .terminal()
                            .print(client.getKubernetesSerialization()
                                    .asYaml(listing.json)
                                    .stripTrailing());
            }
            surroundings.terminal().note(Words.count(listing.shown, "entry").replace("entrys", "entries") + ".");
            return ExitCode.DONE.code();
        }
    }

    /** Lines are printed as they come: a volume may have millions of files. */
    private final class Listing {
        private final Terminal terminal;
        private final ArrayNode json = JsonNodeFactory.instance.arrayNode();
        private long shown;

        private Listing(Terminal terminal) {
            this.terminal = requireNonNull(terminal, "terminal is null");
        }

        private void take(Entry entry) {
            boolean isItself = entry.path().equals(place.path()) && entry.type().equals("dir");
            if (isItself) {
                return;
            }
            shown++;
            switch (output.format()) {
                case TABLE, WIDE -> terminal.print(line(entry));
                case NAME -> terminal.print(entry.path());
                case JSON, YAML -> json.add(object(entry));
            }
        }

        private String line(Entry entry) {
            return String.format(
                    Locale.ROOT,
                    "%s %5d:%-5d %10s  %16s  %s",
                    entry.permissions(),
                    entry.uid(),
                    entry.gid(),
                    entry.type().equals("file") ? Words.bytes(entry.size()) : "-",
                    entry.modified() == null
                            ? "-"
                            : Words.minute(
                                    entry.modified(), surroundings.clock().getZone()),
                    entry.path() + (entry.type().equals("dir") ? "/" : ""));
        }

        private static ObjectNode object(Entry entry) {
            ObjectNode object = JsonNodeFactory.instance
                    .objectNode()
                    .put("path", entry.path())
                    .put("type", entry.type())
                    .put("size", entry.size())
                    .put("permissions", entry.permissions())
                    .put("uid", entry.uid())
                    .put("gid", entry.gid());
            if (entry.modified() != null) {
                object.put("modified", entry.modified().toString());
            }
            return object;
        }
    }
}
