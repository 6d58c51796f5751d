package backup.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.cli.term.Paint;
import backup.holdfast.cli.term.Screen;
import backup.holdfast.cli.term.Screen.Drawing;
import backup.holdfast.cli.term.Terminal;
import backup.holdfast.cli.term.Terminal.Kind;
import backup.holdfast.replication.plan.MoverEvent.Progress;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TerminalReportTest {
    private final StringWriter told = new StringWriter();
    private Instant now = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void shouldDrawOverItself() {
        TerminalReport report = report(Drawing.OVER_ITSELF, 60);

        report.say("restore");
        report.waiting("  waiting for Pod photos-1");
        report.progress(new Progress(50, 1, 2, 512, 1024));
        pass(Duration.ofMillis(10));
        report.progress(new Progress(51, 1, 2, 520, 1024));
        pass(Duration.ofSeconds(1));
        report.progress(new Progress(75, 1, 2, 768, 1024));
        report.say("done");

        assertThat(told)
                .hasToString("restore\n\r  waiting for Pod photos-1"
                        + "\r [############-----]   75 %  768 B of 1.0 KiB, 1 of 2 files\r" + " ".repeat(59)
                        + "\rdone\n");
    }

    @Test
    void shouldWriteALineNowAndThenIntoAFile() {
        TerminalReport report = report(Drawing.LINES, 50);

        for (int second = 0; second < 70; second++) {
            report.progress(new Progress(second, second, 100, second, 100));
            pass(Duration.ofSeconds(1));
        }
        report.say("done");

        assertThat(told.toString().lines())
                .containsExactly(
                        "    0 %  0 B of 100 B, 0 of 100 files",
                        "   30 %  30 B of 100 B, 30 of 100 files, 70s left, 1 B/s",
                        "   60 %  60 B of 100 B, 60 of 100 files, 40s left, 1 B/s",
                        "done");
        assertThat(told.toString()).doesNotContain("\r");
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private TerminalReport report(Drawing drawing, int width) {
        Terminal terminal = new Terminal(
                new PrintWriter(Writer.nullWriter()),
                new PrintWriter(told),
                new BufferedReader(Reader.nullReader()),
                Kind.PLAIN,
                new Screen(Paint.PLAIN, Paint.PLAIN, drawing, () -> width));
        return new TerminalReport(terminal, new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException("there is one zone here");
            }

            @Override
            public Instant instant() {
                return now;
            }
        });
    }
}
