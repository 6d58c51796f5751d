package backup.holdfast.nfsscaler.probe;

/** Is told of every probe. */
@FunctionalInterface
public interface ProbeListener {

    /**
     * Called on a probing thread, so it must not linger; for one server never twice at a time. A report of a server that is watched no more
     * may still come if its probe ended in that moment.
     */
    void probed(ProbeReport report);
}
