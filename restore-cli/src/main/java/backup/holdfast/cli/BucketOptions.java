package backup.holdfast.cli;

import backup.holdfast.cli.cluster.RepositoryAccess;
import backup.holdfast.cli.repository.EnvironmentFiles;
import backup.holdfast.cli.repository.LocalRestic;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.restic.repository.MalformedLocationException;
import backup.holdfast.restic.repository.Repository;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a repository is and what opens it, without any cluster. Later ones win: the process, the file, the Secret, the address. */
final class BucketOptions {
    private static final String ADDRESS = "RESTIC_REPOSITORY";

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            description = "Lines of NAME=VALUE, as restic's variables are called; - reads standard input")
    private @Nullable String envFile;

    @Option(
            names = "--secret",
            paramLabel = "FILE",
            description =
                    "The Secret's manifest; - reads it from standard input, such as sops -d secret.yaml | restore ... --secret -")
    private @Nullable String secret;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "The authority that the store's certificate is checked against")
    private @Nullable Path certificate;

    /** The repository's own variables. */
    Map<String, String> environment(Surroundings surroundings, @Nullable String address) {
        Map<String, String> environment = new TreeMap<>();
        surroundings.environment().forEach((name, value) -> {
            // What people have in their own shell is theirs to choose: a command for the password, too.
            if (RepositoryAccess.isForRestic(name)
                    || name.startsWith("RESTIC_PASSWORD_")
                    || name.startsWith("RCLONE_")) {
                environment.put(name, value);
            }
        });
        EnvironmentFiles files = new EnvironmentFiles(surroundings.terminal().in());
        if (envFile != null) {
            environment.putAll(files.variables(envFile));
        }
        if (secret != null) {
            environment.putAll(files.secret(secret));
        }
        if (address != null) {
            environment.put(ADDRESS, address);
        }
        if (environment.getOrDefault(ADDRESS, "").isEmpty()) {
            throw new StopException(
                    ExitCode.USAGE,
                    "no repository is named",
                    "Give its address, such as s3:https://s3.example:9000/bucket/app, or set RESTIC_REPOSITORY.");
        }
        return environment;
    }

    ResticClient open(Surroundings surroundings, @Nullable String address) {
        return new LocalRestic(surroundings.environment(), new SystemProcessLauncher(surroundings.clock()))
                .open(environment(surroundings, address), Optional.ofNullable(certificate));
    }

    /** The place, for a look at it without restic and without a password. */
    Repository place(Surroundings surroundings, @Nullable String address) {
        try {
            Repository repository = Repository.from(environment(surroundings, address));
            return certificate == null ? repository : repository.withCaCertificate(certificate);
        } catch (MalformedLocationException e) {
            throw new StopException(
                    ExitCode.USAGE,
                    "that is no address of a repository: " + e.getMessage(),
                    "For example: s3:https://s3.example:9000/bucket",
                    e);
        }
    }
}
