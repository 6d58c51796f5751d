package backup.holdfast.cli;

import backup.holdfast.cli.catalog.Catalog;
import backup.holdfast.cli.catalog.Catalog.Extent;
import backup.holdfast.cli.repository.LocalRestic;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.replication.snapshot.SnapshotInfo;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code restore bucket list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the snapshots of a repository, newest first. The first column is what --previous takes.",
        footer = {"", "Example:", "  restore bucket list s3:https://s3.example/backups/photos --env-file restic.env"})
final class BucketListCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private BucketOptions bucket = new BucketOptions();

    @Mixin
    private IdentityOptions identity = new IdentityOptions();

    @Parameters(paramLabel = "ADDRESS", arity = "0..1", description = "Default: RESTIC_REPOSITORY")
    private @Nullable String address;

    @Mixin
    private OutputOptions output = new OutputOptions();

    BucketListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        List<SnapshotInfo> snapshots = LocalRestic.snapshots(bucket.open(surroundings, address));
        List<SnapshotRow> rows =
                SnapshotRow.of(new Catalog(snapshots, identity.among(snapshots), Extent.COMPLETE, Optional.empty()));
        new SnapshotRow.Printer(
                        surroundings.clock().instant(), surroundings.clock().getZone())
                .print(surroundings.terminal(), rows, output.format(), new KubernetesSerialization());
        surroundings.terminal().note(rows.size() + " shown.");
        return ExitCode.DONE.code();
    }
}
