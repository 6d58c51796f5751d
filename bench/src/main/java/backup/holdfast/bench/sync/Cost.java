package backup.holdfast.bench.sync;

import java.util.List;

/**
 * What one sync took.
 *
 * @param wallMillis from its start to its end
 * @param cpuMillis user and system time of all its processes
 * @param processes the restic processes, by command
 */
record Cost(double wallMillis, double cpuMillis, Requests requests, List<String> processes) {
    Cost {
        processes = List.copyOf(processes);
    }
}
