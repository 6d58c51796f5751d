package backup.holdfast.controller;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.mover.MoverBackend;
import backup.holdfast.controller.mover.RunOwner;
import backup.holdfast.controller.mover.job.JobMoverOptions;
import backup.holdfast.controller.mover.local.LocalMoverOptions;
import java.util.function.Consumer;
import java.util.function.Function;

/** Where a controller's movers run. */
public sealed interface MoverChoice {
    /** In pods of the cluster. */
    record Jobs(JobMoverOptions options) implements MoverChoice {
        public Jobs {
            requireNonNull(options, "options is null");
        }
    }

    /**
     * Wherever somebody else runs them: for trying out a controller without any.
     *
     * @param backend made with whom to tell that a mover has ended
     */
    record Given(Function<Consumer<RunOwner>, MoverBackend> backend) implements MoverChoice {
        public Given {
            requireNonNull(backend, "backend is null");
        }
    }

    /** On the controller's own machine. */
    record Processes(LocalMoverOptions options) implements MoverChoice {
        public Processes {
            requireNonNull(options, "options is null");
        }
    }
}
