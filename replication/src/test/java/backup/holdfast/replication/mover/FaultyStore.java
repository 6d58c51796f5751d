package backup.holdfast.replication.mover;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Where a {@link FaultWorld} has its repository, and what can go wrong there. */
interface FaultyStore extends AutoCloseable {
    /** Of the repository; the password of a forged one is left out. */
    Map<String, String> environment();

    /** Ways in which the store itself fails. */
    List<Mishap> mishaps();

    /** What may become of the request, or whatever it was, at which a process is killed. */
    List<Mishap> companions();

    /** How many moments there are to choose from in what a run does. */
    int moments(FaultWorld.Operation operation);

    /** All works again. */
    void behaveWell();

    /** Whether whatever was sent to it has arrived or never will. */
    boolean isIdle();

    @Override
    void close();

    /**
     * Something that goes wrong.
     *
     * @param name for whoever reads of a failure
     */
    record Mishap(String name, Plot plot) {
        public Mishap {
            requireNonNull(name, "name is null");
            requireNonNull(plot, "plot is null");
        }
    }

    /** Has it happen from now on. */
    @FunctionalInterface
    interface Plot {
        /**
         * @param moment counted from 1
         * @param meanwhile what else happens then
         * @return whether it has come to that
         */
        BooleanSupplier at(int moment, Runnable meanwhile);
    }
}
