package backup.holdfast.cli;

import backup.holdfast.cli.cluster.Cluster;
import backup.holdfast.cli.look.Answers;
import backup.holdfast.cli.repository.Archive;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.cli.term.Words;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.LookAnswer.Entry;
import backup.holdfast.replication.plan.LookQuestion;
import backup.holdfast.replication.plan.LookQuestion.Kind;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code restore download}. */
@Command(
        name = "download",
        mixinStandardHelpOptions = true,
        description = {
            "Fetches a file or folder of a snapshot to this machine, without restoring the volume.",
            "Through the cluster up to some 50 MB; with --local any size."
        },
        footer = {
            "",
            "Examples:",
            "  restore download photos 5d1c8f0e /2024/march -n media",
            "  restore download photos latest /config --target ./config-of-yesterday -n media --local"
        })
final class DownloadCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private PlaceOptions place = new PlaceOptions();

    @Mixin
    private LookOptions look = new LookOptions();

    @Option(names = "--target", paramLabel = "FILE", description = "Default: as it is called in the snapshot, here")
    private @Nullable Path target;

    DownloadCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        try (KubernetesClient client = cluster.connect()) {
            ReplicationSource source = new Cluster(client).sourceOf(cluster.namespace(client), place.name());
            LookQuestion question = place.question(Kind.CONTENT, source);
            Path to = target == null ? Path.of(name()) : target;
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                throw new StopException(
                        ExitCode.REFUSED,
                        to + " is there already",
                        "Name another place with --target. Nothing was changed.");
            }
            // Beside it, so that the last step is a renaming: nobody takes half a file for the whole.
            Path parts = Files.createTempFile(folder(to), ".restore-", ".part");
            try {
                fetch(look.answers(surroundings, client), source, question, parts, to);
            } finally {
                Files.deleteIfExists(parts);
            }
            return ExitCode.DONE.code();
        }
    }

    private void fetch(Answers answers, ReplicationSource source, LookQuestion question, Path parts, Path to)
            throws IOException {
        List<Entry> what = new ArrayList<>();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(parts))) {
            answers.content(source, question, what::add, out);
        }
        boolean isFile = what.stream().anyMatch(entry -> entry.type().equals("file"));
        if (isFile) {
            long bytes = Files.size(parts);
            Files.move(parts, to);
            surroundings.terminal().print(to + ": " + Words.bytes(bytes));
            return;
        }
        Archive.Unpacked unpacked = Archive.unpack(parts, place.path(), to);
        surroundings
                .terminal()
                .print(to + ": " + Words.count(unpacked.files(), "file") + ", " + Words.bytes(unpacked.bytes()));
        unpacked.leftOut().forEach(name -> surroundings.terminal().note("left out: " + name));
    }

    private static Path folder(Path to) throws IOException {
        Path parent = to.toAbsolutePath().getParent();
        return Files.createDirectories(parent == null ? Path.of(".") : parent);
    }

    private String name() {
        String last = place.path().substring(place.path().lastIndexOf('/') + 1);
        return last.isEmpty() ? place.name() : last;
    }
}
