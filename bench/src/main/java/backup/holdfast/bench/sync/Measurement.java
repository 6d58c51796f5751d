package backup.holdfast.bench.sync;

import backup.holdfast.bench.measure.Spread;
import java.util.List;

/**
 * What one contender took in one situation, over all rounds; times in milliseconds.
 *
 * @param requestsByKind in the last round
 * @param processes the restic processes of the last round
 */
record Measurement(
        Goal goal,
        String situation,
        String contender,
        Spread wallMillis,
        Spread cpuMillis,
        Spread requests,
        Spread keyDerivations,
        String requestsByKind,
        List<String> processes) {
    Measurement {
        processes = List.copyOf(processes);
    }
}
