package backup.holdfast.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code restore bucket}: what is left when everything but the bucket is gone. */
@Command(
        name = "bucket",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Works on repositories without any cluster, with restic on this machine.",
            "Takes restic's variables from the environment, from --env-file, or from the manifest of a Secret."
        },
        footer = {
            "",
            "Examples:",
            "  sops -d secret.yaml | restore bucket find s3:https://s3.example/backups --secret -",
            "  restore bucket list s3:https://s3.example/backups/photos --env-file restic.env",
            "  restore bucket restore s3:https://s3.example/backups/photos --previous 1 --target ./photos"
        })
final class BucketCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private BucketCommand() {}

    static CommandLine in(Surroundings surroundings) {
        return new CommandLine(new BucketCommand())
                .addSubcommand(new BucketFindCommand(surroundings))
                .addSubcommand(new BucketListCommand(surroundings))
                .addSubcommand(new BucketRestoreCommand(surroundings));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }
}
