package backup.holdfast.restic.event;

import backup.holdfast.restic.process.ProcessIdentity;

/**
 * Hears of a run while it goes on. Called by one thread at a time, never after the run's result has been returned. What
 * {@code event} throws goes to the thread's uncaught exception handler and changes nothing; what {@code started} throws kills
 * the process and reaches the caller of the verb.
 */
public interface ResticEventListener {

    /** restic has been started as this process; said before any event, so that its end can be proven later. */
    default void started(ProcessIdentity process) {}

    /** restic said something. */
    default void event(ResticEvent event) {}

    /** Listens to nothing. */
    static ResticEventListener none() {
        return new ResticEventListener() {};
    }
}
