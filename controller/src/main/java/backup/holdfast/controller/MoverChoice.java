package backup.holdfast.controller;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.job.JobMoverOptions;
import backup.holdfast.controller.mover.local.LocalMoverOptions;

/** Where a controller's movers run. */
public sealed interface MoverChoice {
    /** In pods of the cluster. */
    record Jobs(JobMoverOptions options) implements MoverChoice {
        public Jobs {
            requireNonNull(options, "options is null");
        }
    }

    /** On the controller's own machine. */
    record Processes(LocalMoverOptions options) implements MoverChoice {
        public Processes {
            requireNonNull(options, "options is null");
        }
    }
}
