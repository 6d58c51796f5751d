package backup.holdfast.cli.engine;

import backup.holdfast.replication.plan.MoverEvent.Progress;

/** Tells a person how a run goes. */
public interface Report {
    /** A step begins, or something worth a line happened. */
    void say(String line);

    /** What is waited for; the next one takes its place where that can be drawn. */
    void waiting(String line);

    /** How far the restore is; likewise. */
    void progress(Progress progress);
}
