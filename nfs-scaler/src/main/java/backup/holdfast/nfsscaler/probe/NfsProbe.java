package backup.holdfast.nfsscaler.probe;

/** Asks one server once. */
public interface NfsProbe {

    /**
     * Blocks until the answer is known, for no longer than the limits allow. Never throws: what goes wrong here is
     * {@link ProbeResult.Unknown}. An interrupt ends it early and stays set.
     */
    ProbeResult probe(NfsServer target, ProbeLimits limits);
}
