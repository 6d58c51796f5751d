package backup.holdfast.cli;

import backup.holdfast.cli.RestorePlanner.Planned;
import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import backup.holdfast.cli.term.Terminal;
import backup.holdfast.cli.term.Terminal.Kind;
import java.util.Locale;

/** Whether somebody has agreed to a plan. */
enum Consent {
    GIVEN,
    TO_BE_ASKED;

    /** Shows the plan; ends the command where it must not be carried out. */
    static void show(Terminal terminal, Planned planned) {
        terminal.print(planned.lines());
        if (!planned.refusals().isEmpty()) {
            throw new StopException(
                    ExitCode.REFUSED, String.join("\n         ", planned.refusals()), "Nothing was changed.");
        }
    }

    /** Shows the plan, and asks where that has to be. */
    static void to(Terminal terminal, Planned planned, String question, Consent consent) {
        show(terminal, planned);
        if (consent == GIVEN) {
            return;
        }
        if (terminal.kind() == Kind.PLAIN) {
            throw new StopException(
                    ExitCode.REFUSED,
                    "nobody is here to be asked",
                    "--yes goes ahead without a question. Nothing was changed.");
        }
        String answer = terminal.ask(question + " [y/N]").orElse("").toLowerCase(Locale.ROOT);
        if (!answer.equals("y") && !answer.equals("yes")) {
            throw new StopException(ExitCode.REFUSED, "not restored", "Nothing was changed.");
        }
    }
}
