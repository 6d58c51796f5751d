package backup.holdfast.cli;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.engine.Report;
import backup.holdfast.cli.term.Terminal;
import backup.holdfast.cli.term.Terminal.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Progress over itself where a person looks; a line now and then where a file is written. */
final class TerminalReport implements Report {
    private static final Duration NOW_AND_THEN = Duration.ofSeconds(30);

    private final Terminal terminal;
    private final Clock clock;
    private Instant told = Instant.MIN;
    private int drawn;

    TerminalReport(Terminal terminal, Clock clock) {
        this.terminal = requireNonNull(terminal, "terminal is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public void say(String line) {
        erase();
        terminal.note(line);
        told = Instant.MIN;
    }

    @Override
    public void progress(String line) {
        if (terminal.kind() == Kind.INTERACTIVE) {
            erase();
            terminal.err().print(line);
            terminal.err().flush();
            drawn = line.length();
        } else if (told.equals(Instant.MIN) || !clock.instant().isBefore(told.plus(NOW_AND_THEN))) {
            terminal.note(line);
            told = clock.instant();
        }
    }

    private void erase() {
        if (drawn > 0) {
            terminal.err().print("\r" + " ".repeat(drawn) + "\r");
            drawn = 0;
        }
    }
}
