package backup.holdfast.restic.result;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.event.ResticEvent.ItemError;
import backup.holdfast.restic.process.ProcessIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of one call besides its answer. Everything is bounded, and known secrets are masked.
 *
 * @param process absent when none was started
 * @param stderrTail the last lines restic wrote to standard error
 * @param proseTail the last lines of standard output that belonged to no answer
 * @param itemErrors the first of the files, packs or trees restic had trouble with
 * @param itemErrorCount how many there were in all
 */
public record RunReport(
        Optional<ProcessIdentity> process,
        OptionalInt exitCode,
        Duration elapsed,
        String stderrTail,
        String proseTail,
        List<ItemError> itemErrors,
        long itemErrorCount) {

    public RunReport {
        requireNonNull(process, "process is null");
        requireNonNull(exitCode, "exitCode is null");
        requireNonNull(elapsed, "elapsed is null");
        requireNonNull(stderrTail, "stderrTail is null");
        requireNonNull(proseTail, "proseTail is null");
        itemErrors = List.copyOf(itemErrors);
    }
}
