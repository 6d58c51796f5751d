package backup.holdfast.cli.engine;

import backup.holdfast.cli.run.RunRecord;

/** Where a run is recorded. */
@FunctionalInterface
public interface Records {
    /**
     * Writes what the run is by now, against what it was.
     *
     * @return what was written
     * @throws backup.holdfast.cli.term.StopException when somebody else wrote in between: then it is their run
     */
    RunRecord write(RunRecord record);
}
