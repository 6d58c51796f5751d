package backup.holdfast.embedded;

import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverEvent.Progress;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Tells on the console what happens, while it happens: a progress bar on a terminal, plain lines elsewhere. */
final class Narrator {
    private static final int BAR = 30;

    private final PrintStream out;
    private final Surface surface;
    private final Clock clock;
    private final Instant begin;
    private boolean barShown;

    /** Where the words go. */
    enum Surface {
        TERMINAL,
        PLAIN
    }

    Narrator(PrintStream out, Surface surface, Clock clock) {
        this.out = out;
        this.surface = surface;
        this.clock = clock;
        this.begin = clock.instant();
    }

    /** A new scene. */
    synchronized void scene(String title) {
        clearBar();
        out.println();
        out.println(surface == Surface.TERMINAL ? "\033[1m" + title + "\033[0m" : title);
    }

    synchronized void say(String text) {
        clearBar();
        double seconds = Duration.between(begin, clock.instant()).toMillis() / 1000.0;
        out.printf(Locale.ROOT, "  %5.1f s  %s%n", seconds, text);
    }

    synchronized void plain(String text) {
        clearBar();
        out.println(text);
    }

    /** What a mover reports. */
    synchronized void heard(MoverEvent event) {
        switch (event.kind()) {
            case STARTED -> say("mover " + event.run() + " started for " + event.message());
            case STEP -> say("  restic " + event.message());
            case PROGRESS -> progress(event);
            case WARNING -> say("  warning: " + event.message());
            case NOTE -> say("  " + event.message());
            case ENDED ->
                say("mover " + event.run() + " ended: " + event.message().toLowerCase(Locale.ROOT));
        }
    }

    private void progress(MoverEvent event) {
        Progress progress = event.progress();
        if (surface == Surface.PLAIN || progress == null || progress.bytesTotal() == 0) {
            return;
        }
        int filled = (int) Math.round(BAR * Math.min(100, progress.percent()) / 100);
        out.printf(
                Locale.ROOT,
                "\r           %s [%s%s] %3.0f %%  %d of %d files",
                event.message(),
                "#".repeat(filled),
                ".".repeat(BAR - filled),
                progress.percent(),
                progress.filesDone(),
                progress.filesTotal());
        out.flush();
        barShown = true;
    }

    private void clearBar() {
        if (barShown) {
            out.print("\r\033[K");
            barShown = false;
        }
    }
}
