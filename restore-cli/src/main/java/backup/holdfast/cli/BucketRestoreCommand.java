package backup.holdfast.cli;

import backup.holdfast.cli.repository.LocalRestic;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.cli.term.Words;
import backup.holdfast.replication.plan.MoverEvent.Progress;
import backup.holdfast.replication.snapshot.Selection;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import backup.holdfast.replication.snapshot.SnapshotSelector;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.RunControl;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.RestoreOptions;
import backup.holdfast.restic.command.SnapshotRef;
import backup.holdfast.restic.event.ResticEvent;
import backup.holdfast.restic.event.ResticEvent.RestoreSummary;
import backup.holdfast.restic.event.ResticEventListener;
import backup.holdfast.restic.model.SnapshotId;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.RunLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore bucket restore}. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Restores a snapshot into a folder of this machine, and reads all of it again afterwards.",
            "Writes nothing to the repository, and takes no lock."
        },
        footer = {
            "",
            "Examples:",
            "  restore bucket restore s3:https://s3.example/backups/photos --target ./photos --env-file restic.env",
            "  restore bucket restore --as-of yesterday --path albums/2024 --target /mnt/new"
        })
final class BucketRestoreCommand implements Callable<Integer> {
    private static final Duration NO_PROGRESS = Duration.ofHours(1);
    private static final int PERCENT = 100;

    private final Surroundings surroundings;

    @Mixin
    private BucketOptions bucket = new BucketOptions();

    @Mixin
    private IdentityOptions identity = new IdentityOptions();

    @Mixin
    private PointOptions which = new PointOptions();

    @Parameters(paramLabel = "ADDRESS", arity = "0..1", description = "Default: RESTIC_REPOSITORY")
    private @Nullable String address;

    @Option(
            names = "--target",
            paramLabel = "FOLDER",
            required = true,
            description = "Where to; made if it is not there")
    private Path target = Path.of("");

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "Only this, below the snapshot's root; may be repeated")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = {"-y", "--yes"},
            description = "Into a folder that is not empty, without a question")
    private boolean yes;

    BucketRestoreCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        ResticClient restic = bucket.open(surroundings, address);
        SnapshotInfo snapshot = choose(LocalRestic.snapshots(restic));
        confirm();
        RestoreOptions options = RestoreOptions.of(
                        SnapshotRef.whole(new SnapshotId(snapshot.id())), target.toAbsolutePath())
                .sparse()
                .verify();
        for (String path : paths) {
            options = options.include(path.startsWith("/") ? path : "/" + path);
        }
        TerminalReport report = new TerminalReport(surroundings.terminal(), surroundings.clock());
        RunControl control =
                new RunControl(RunLimits.whileProgressing(NO_PROGRESS), new Cancellation(), listener(report));
        RestoreSummary summary = restic.with(GlobalOptions.DEFAULTS.noLock())
                .restore(options, control)
                .fold(
                        success -> success.value(),
                        partial -> {
                            throw LocalRestic.stop("restoring some files", partial.shortfall());
                        },
                        failure -> {
                            throw LocalRestic.stop("the restore", failure.failure());
                        });
        if (!paths.isEmpty() && summary.totalFiles() == 0) {
            throw new StopException(
                    ExitCode.NOT_FOUND,
                    "the snapshot has nothing at " + String.join(", ", paths),
                    "Paths begin at the volume's root.");
        }
        report.done();
        surroundings
                .terminal()
                .print("restored snapshot " + snapshot.shortId() + " into " + target + ": "
                        + Words.count(summary.filesRestored() + summary.filesSkipped(), "file") + ", "
                        + Words.bytes(summary.totalBytes()));
        return ExitCode.DONE.code();
    }

    private SnapshotInfo choose(List<SnapshotInfo> snapshots) {
        Selection selection =
                new SnapshotSelector(identity.among(snapshots)).select(snapshots, which.point(surroundings.clock()));
        if (!(selection instanceof Selection.Chosen chosen)) {
            throw new StopException(
                    ExitCode.NOT_FOUND,
                    selection.explanation(),
                    "`restore bucket list` shows all; --host and --from-path choose whose.");
        }
        surroundings
                .terminal()
                .note("Snapshot " + chosen.snapshot().shortId() + " of "
                        + Words.minute(
                                chosen.snapshot().instant(),
                                surroundings.clock().getZone()) + ": "
                        + chosen.explanation());
        return chosen.snapshot();
    }

    private void confirm() {
        if (yes || isEmpty()) {
            return;
        }
        String answer = surroundings
                .terminal()
                .ask(target + " is not empty: files of the same name are overwritten. Restore? [y/N]")
                .orElse("")
                .toLowerCase(Locale.ROOT);
        if (!answer.equals("y") && !answer.equals("yes")) {
            throw new StopException(
                    ExitCode.REFUSED,
                    target + " is not empty",
                    "Choose another folder, or say --yes. Nothing was changed.");
        }
    }

    private boolean isEmpty() {
        if (!Files.exists(target)) {
            return true;
        }
        try (Stream<Path> children = Files.list(target)) {
            return children.findAny().isEmpty();
        } catch (IOException e) {
            throw new StopException(
                    ExitCode.REFUSED, target + " is no folder that can be read", "Choose another one.", e);
        }
    }

    private static ResticEventListener listener(TerminalReport report) {
        return new ResticEventListener() {
            @Override
            public void event(ResticEvent event) {
                if (event instanceof ResticEvent.RestoreStatus status) {
                    report.progress(new Progress(
                            status.fractionDone() * PERCENT,
                            status.filesRestored(),
                            status.totalFiles(),
                            status.bytesRestored(),
                            status.totalBytes()));
                } else if (event instanceof ResticEvent.ItemError error) {
                    report.say("  " + error.item() + ": " + error.message());
                }
            }
        };
    }
}
