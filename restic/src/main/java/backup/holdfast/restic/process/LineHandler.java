package backup.holdfast.restic.process;

/** Takes one line at a time and says whether it shows progress. */
@FunctionalInterface
public interface LineHandler {

    Activity line(Line line);

    /** What a line says to the no-progress watchdog. */
    enum Activity {
        PROGRESS,
        IDLE
    }
}
