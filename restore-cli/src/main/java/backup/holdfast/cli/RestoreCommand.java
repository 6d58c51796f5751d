package backup.holdfast.cli;

import backup.holdfast.cli.cluster.Calls;
import backup.holdfast.cli.term.Colour;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.Paint;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.cli.term.Terminal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Arrays;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code restore}: what it can do is in its subcommands. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        version = "Holdfast 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Brings volumes back from their backups, and shows how the backups stand.")
final class RestoreCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private RestoreCommand() {}

    /** The whole command line, ready to be executed. */
    static CommandLine in(Surroundings surroundings) {
        CommandLine line = new CommandLine(new RestoreCommand())
                .addSubcommand(new StatusCommand(surroundings))
                .addSubcommand(new ListCommand(surroundings))
                .addSubcommand(new PvcCommand(surroundings))
                .addSubcommand(new RunsCommand(surroundings))
                .addSubcommand(new ContinueCommand(surroundings))
                .addSubcommand(new RollbackCommand(surroundings))
                .addSubcommand(new BackupNowCommand(surroundings))
                .addSubcommand(BucketCommand.in(surroundings))
                .addSubcommand(new CompletionCommand(surroundings));
        line.setColorScheme(
                Help.defaultColorScheme(surroundings.terminal().screen().out() == Paint.COLOURED ? Ansi.ON : Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(surroundings.terminal().out());
        line.setErr(surroundings.terminal().err());
        line.getCommandSpec().usageMessage().footer(exitCodes());
        line.setExecutionExceptionHandler((failure, command, result) -> stopped(surroundings, failure));
        line.setParameterExceptionHandler((failure, args) -> misunderstood(surroundings, failure));
        return line;
    }

    private static String[] exitCodes() {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("", "Exit codes:"),
                        Arrays.stream(ExitCode.values())
                                .map(code -> String.format("  %-3d %s", code.code(), code.meaning())))
                .toArray(String[]::new);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    private static int misunderstood(Surroundings surroundings, ParameterException failure) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        note(surroundings, String.valueOf(failure.getMessage()));
        surroundings.terminal().note("See `" + command + " --help`.");
        return ExitCode.USAGE.code();
    }

    private static int stopped(Surroundings surroundings, Exception failure) {
        StopException stop = failure instanceof StopException known ? known : unexpected(failure);
        note(surroundings, stop.what());
        if (!stop.advice().isEmpty()) {
            surroundings.terminal().note(stop.advice());
        }
        return stop.exitCode().code();
    }

    private static void note(Surroundings surroundings, String what) {
        Terminal terminal = surroundings.terminal();
        terminal.note(terminal.screen().err().of(Colour.RED, "restore:") + " " + what);
    }

    private static StopException unexpected(Exception failure) {
        if (failure instanceof KubernetesClientException api) {
            return Calls.unreachable(api)
                    .orElseGet(() -> new StopException(
                            ExitCode.FAILED,
                            "the API server refused: " + api.getMessage(),
                            "Nothing more was done; `restore runs` shows whether a run is open."));
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new StopException(ExitCode.UNFINISHED, "interrupted", "`restore runs` shows whether a run is open.");
        }
        return new StopException(
                ExitCode.FAILED,
                failure.getClass().getSimpleName() + ": "
                        + Objects.requireNonNullElse(failure.getMessage(), "no more is known"),
                "This is a bug: please report it with the command line.");
    }
}
