package backup.holdfast.cli.engine;

/** The leases of a run's claims, while this process has them. */
public interface Grip {
    /** Says that we are alive; called often, and does something rarely. Ends the command where somebody took over. */
    void keep();

    /** At the end of the run. */
    void release();
}
