package backup.holdfast.cli.engine;

/** Tells a person how a run goes. */
public interface Report {
    /** A step begins, or something worth a line happened. */
    void say(String line);

    /** How far the restore is; the next one takes its place where that can be drawn. */
    void progress(String line);
}
