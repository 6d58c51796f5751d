package backup.holdfast.cli;

import backup.holdfast.cli.catalog.Catalog;
import backup.holdfast.cli.catalog.Catalog.Extent;
import backup.holdfast.cli.cluster.Cluster;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.Moments;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the snapshots of a source, newest first; the first column is what --previous takes.",
            "A mover in the cluster looks, which takes some seconds; with --local restic on this machine does.",
            "--known shows at once what the source's status knows."
        },
        footer = {
            "",
            "Examples:",
            "  restore list photos -n media",
            "  restore list photos -n media --newer-than 7d -o name",
            "  restore list photos -n media --local"
        })
final class ListCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Parameters(paramLabel = "NAME", description = "A ReplicationSource, or a claim that one backs up")
    private String name = "";

    @Mixin
    private LookOptions look = new LookOptions();

    @Option(
            names = "--known",
            description = "At once, what the source's status knows: the newest, and how many there are")
    private boolean known;

    @Option(names = "--all", description = "Snapshots of other hosts and paths in the repository, too")
    private boolean all;

    @Option(names = "--newer-than", paramLabel = "TIME", description = "Such as 7d, yesterday, 2026-11-20")
    private @Nullable String newerThan;

    @Option(names = "--older-than", paramLabel = "TIME", description = "The same")
    private @Nullable String olderThan;

    @Mixin
    private OutputOptions output = new OutputOptions();

    ListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Instant after = moment(newerThan, Instant.MIN);
        Instant before = moment(olderThan, Instant.MAX);
        try (KubernetesClient client = cluster.connect()) {
            ReplicationSource source = new Cluster(client).sourceOf(cluster.namespace(client), name);
            Catalog catalog = catalog(client, source);
            List<SnapshotRow> rows = SnapshotRow.of(catalog).stream()
                    .filter(row -> all || row.previous().isPresent())
                    .filter(row -> isBetween(row.snapshot(), after, before))
                    .toList();
            print(client, catalog, rows);
            return ExitCode.DONE.code();
        }
    }

    private Catalog catalog(KubernetesClient client, ReplicationSource source) {
        if (known) {
            return Catalog.known(source);
        }
        try {
            return Catalog.listed(source, look.answers(surroundings, client).snapshots(source));
        } catch (StopException e) {
            if (look.isLocal()
                    || e.exitCode() != ExitCode.FORBIDDEN
                    || !e.what().startsWith("you may not")) {
                throw e;
            }
            // Whoever may only read sees what there is to be read.
            surroundings.terminal().note(e.what() + ": this is what the status knows.");
            return Catalog.known(source);
        }
    }

    private static boolean isBetween(SnapshotInfo snapshot, Instant after, Instant before) {
        return snapshot.instant().isAfter(after) && snapshot.instant().isBefore(before);
    }

    private Instant moment(@Nullable String text, Instant absent) {
        if (text == null) {
            return absent;
        }
        return new Moments(surroundings.clock().instant(), surroundings.clock().getZone())
                .read(text)
                .orElseThrow(() -> new StopException(
                        ExitCode.USAGE,
                        "\"" + text + "\" is no time",
                        "Write 2h, yesterday 18:00, 2026-11-20 04:00 Europe/Berlin, or 2026-11-20T04:00:00Z."));
    }

    private void print(KubernetesClient client, Catalog catalog, List<SnapshotRow> rows) {
        new SnapshotRow.Printer(
                        surroundings.clock().instant(), surroundings.clock().getZone())
                .print(surroundings.terminal(), rows, output.format(), client.getKubernetesSerialization());
        switch (output.format()) {
            case TABLE, WIDE -> surroundings.terminal().note(remark(catalog, rows));
            case JSON, YAML, NAME -> {}
        }
    }

    private static String remark(Catalog catalog, List<SnapshotRow> rows) {
        if (catalog.extent() == Extent.COMPLETE) {
            return rows.isEmpty() ? "No snapshot of " + catalog.identity() + " matches." : rows.size() + " shown.";
        }
        return catalog.total()
                .map(total -> "The newest of " + total + ", as the last run saw it.")
                .orElse("The status knows of no snapshot; without --known a mover looks into the repository.");
    }
}
