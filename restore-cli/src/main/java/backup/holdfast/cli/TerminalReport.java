package backup.holdfast.cli;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.engine.Report;
import backup.holdfast.cli.term.Pace;
import backup.holdfast.cli.term.ProgressLine;
import backup.holdfast.cli.term.Screen.Drawing;
import backup.holdfast.cli.term.Terminal;
import backup.holdfast.replication.plan.MoverEvent.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Progress over itself where a person looks; a line now and then where a file is written. */
final class TerminalReport implements Report {
    private static final Duration NOW_AND_THEN = Duration.ofSeconds(30);

    /** restic tells of its progress more often than anybody can read it. */
    private static final Duration FRAME = Duration.ofMillis(100);

    /** Windows change their size. */
    private static final Duration MEASURED_AGAIN = Duration.ofSeconds(5);

    private final Terminal terminal;
    private final Clock clock;
    private Pace pace = new Pace();
    private Instant told = Instant.MIN;
    private int drawn;
    private Instant measured = Instant.MIN;
    private int width;

    TerminalReport(Terminal terminal, Clock clock) {
        this.terminal = requireNonNull(terminal, "terminal is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public void say(String line) {
        done();
        terminal.note(line);
        pace = new Pace();
        told = Instant.MIN;
    }

    @Override
    public void waiting(String line) {
        show(line, line);
    }

    @Override
    public void progress(Progress progress) {
        pace.seen(clock.instant(), progress.bytesDone());
        ProgressLine line = new ProgressLine(progress, pace);
        if (isDue()) {
            show(line.drawn(width()), line.plain());
        }
    }

    private boolean isDue() {
        Duration every = terminal.screen().drawing() == Drawing.OVER_ITSELF ? FRAME : NOW_AND_THEN;
        return told.equals(Instant.MIN) || !clock.instant().isBefore(told.plus(every));
    }

    private void show(String drawing, String line) {
        if (terminal.screen().drawing() == Drawing.OVER_ITSELF) {
            String fitting = drawing.substring(0, Math.min(drawing.length(), width()));
            terminal.err().print("\r" + fitting + " ".repeat(Math.max(0, drawn - fitting.length())));
            terminal.err().flush();
            drawn = fitting.length();
            told = clock.instant();
        } else if (isDue()) {
            terminal.note(line);
            told = clock.instant();
        }
    }

    private int width() {
        if (measured.equals(Instant.MIN) || !clock.instant().isBefore(measured.plus(MEASURED_AGAIN))) {
            measured = clock.instant();
            // In the last column of some terminals the cursor goes to the next line.
            width = Math.max(1, terminal.screen().width().getAsInt() - 1);
        }
        return width;
    }

    /** Takes away what is drawn. */
    void done() {
        if (drawn > 0) {
            terminal.err().print("\r" + " ".repeat(drawn) + "\r");
            terminal.err().flush();
            drawn = 0;
        }
    }
}
