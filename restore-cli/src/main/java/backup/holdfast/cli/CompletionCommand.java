package backup.holdfast.cli;

import backup.holdfast.cli.term.ExitCode;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code restore completion}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints what a shell needs to complete this command.",
        footer = {
            "",
            "Examples:",
            "  source <(restore completion bash)          # zsh: the same, after autoload -U bashcompinit; bashcompinit",
            "  restore completion fish > ~/.config/fish/completions/restore.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish")
    private Shell shell = Shell.BASH;

    CompletionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Those it can be printed for. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        surroundings
                .terminal()
                .print(
                        switch (shell) {
                            // picocli's works in both.
                            case BASH, ZSH -> AutoComplete.bash("restore", root).stripTrailing();
                            case FISH -> fish(root);
                        });
        return ExitCode.DONE.code();
    }

    private static String fish(CommandLine root) {
        StringBuilder lines = new StringBuilder("complete -c restore -f\n");
        root.getSubcommands().forEach((name, command) -> {
            lines.append("complete -c restore -n __fish_use_subcommand -a ")
                    .append(name)
                    .append(" -d ")
                    .append(quoted(first(command.getCommandSpec().usageMessage().description())))
                    .append('\n');
            for (OptionSpec option : command.getCommandSpec().options()) {
                String names = option.longestName().startsWith("--")
                        ? "-l " + option.longestName().substring(2)
                        : "-s " + option.longestName().substring(1);
                lines.append("complete -c restore -n '__fish_seen_subcommand_from ")
                        .append(name)
                        .append("' ")
                        .append(names)
                        .append(" -d ")
                        .append(quoted(first(option.description())))
                        .append('\n');
            }
        });
        return lines.toString().stripTrailing();
    }

    private static String first(String... texts) {
        return texts.length == 0 ? "" : texts[0];
    }

    private static String quoted(String text) {
        return text.chars()
                .mapToObj(it -> it == '\'' ? "\\'" : Character.toString(it))
                .collect(Collectors.joining("", "'", "'"))
                .replace("\n", " ")
                .strip();
    }
}
