package backup.holdfast.cli;

import backup.holdfast.cli.cluster.Calls;
import backup.holdfast.cli.term.Colour;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.Paint;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.cli.term.Terminal;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code restore}: what it can do is in its subcommands. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        version = "Holdfast 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        description = "Brings volumes back from their backups, and shows how the backups stand.")
final class RestoreCommand implements Runnable {
    /** Of the help: examples fit into a line. */
    private static final int WIDTH = 110;

    private static final String COMPLETION = "completion";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private RestoreCommand() {}

    /** The whole command line, ready to be executed. */
    static CommandLine in(Surroundings surroundings) {
        return in(surroundings, commands(surroundings).values());
    }

    /** As much of it as these arguments need: what a command takes is found by reflection, and most time is of the others. */
    static CommandLine in(Surroundings surroundings, String... arguments) {
        Map<String, Supplier<Object>> commands = commands(surroundings);
        String first = arguments.length == 0 ? "" : arguments[0];
        // That one tells of all.
        boolean alone = commands.containsKey(first) && !first.equals(COMPLETION);
        return in(surroundings, alone ? List.of(commands.get(first)) : commands.values());
    }

    private static Map<String, Supplier<Object>> commands(Surroundings surroundings) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("status", () -> new StatusCommand(surroundings));
        commands.put("list", () -> new ListCommand(surroundings));
        commands.put("ls", () -> new LsCommand(surroundings));
        commands.put("cat", () -> new CatCommand(surroundings));
        commands.put("download", () -> new DownloadCommand(surroundings));
        commands.put("pvc", () -> new PvcCommand(surroundings));
        commands.put("runs", () -> new RunsCommand(surroundings));
        commands.put("continue", () -> new ContinueCommand(surroundings));
        commands.put("rollback", () -> new RollbackCommand(surroundings));
        commands.put("backup-now", () -> new BackupNowCommand(surroundings));
        commands.put("unlock", () -> new UnlockCommand(surroundings));
        commands.put("doctor", () -> new DoctorCommand(surroundings));
        commands.put("bucket", () -> BucketCommand.in(surroundings));
        commands.put(COMPLETION, () -> new CompletionCommand(surroundings));
        return commands;
    }

    private static CommandLine in(Surroundings surroundings, Collection<Supplier<Object>> commands) {
        CommandLine line = new CommandLine(new RestoreCommand());
        commands.forEach(command -> line.addSubcommand(command.get()));
        line.setColorScheme(
                Help.defaultColorScheme(surroundings.terminal().screen().out() == Paint.COLOURED ? Ansi.ON : Ansi.OFF));
        line.setUsageHelpWidth(WIDTH);
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
        String help = "See `" + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help`.";
        StopException stop = failure instanceof UnmatchedArgumentException unmatched
                ? unknown(unmatched, help)
                : new StopException(ExitCode.USAGE, String.valueOf(failure.getMessage()), help, failure);
        tell(surroundings.terminal(), stop);
        return stop.exitCode().code();
    }

    private static StopException unknown(UnmatchedArgumentException failure, String help) {
        String word = failure.getUnmatched().get(0);
        List<String> like = failure.getSuggestions();
        return new StopException(
                ExitCode.USAGE,
                (word.startsWith("-") ? "there is no option " : "this can't be understood: ") + word,
                (like.isEmpty() ? "" : "Did you mean " + String.join(" or ", like) + "? ") + help,
                failure);
    }

    private static int stopped(Surroundings surroundings, Exception failure) {
        StopException stop = failure instanceof StopException known ? known : unexpected(failure);
        tell(surroundings.terminal(), stop);
        return stop.exitCode().code();
    }

    /** What happened, and what to do. */
    static void tell(Terminal terminal, StopException stop) {
        terminal.note(terminal.screen().err().of(Colour.RED, "restore:") + " " + stop.what());
        if (!stop.advice().isEmpty()) {
            terminal.note(stop.advice());
        }
    }

    private static StopException unexpected(Exception failure) {
        if (failure instanceof KubernetesClientException api) {
            return Calls.unreachable(api)
                    .orElseGet(() -> new StopException(
                            ExitCode.FAILED,
                            Calls.refusal(api),
                            "Nothing more was done; `restore runs -A` shows whether a run is open."));
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return new StopException(
                    ExitCode.UNFINISHED, "interrupted", "`restore runs -A` shows whether a run is open.");
        }
        return new StopException(
                ExitCode.FAILED,
                failure.getClass().getSimpleName() + ": "
                        + Objects.requireNonNullElse(failure.getMessage(), "no more is known"),
                "This is a bug: please report it with the command line.");
    }
}
