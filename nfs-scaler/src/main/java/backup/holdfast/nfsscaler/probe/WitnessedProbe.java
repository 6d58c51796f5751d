package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** Believes that a server is unreachable only if a witness confirms that we ourselves still have a network. */
public final class WitnessedProbe implements NfsProbe {

    private final NfsProbe probe;
    private final Witness witness;

    public WitnessedProbe(NfsProbe probe, Witness witness) {
        this.probe = requireNonNull(probe, "probe is null");
        this.witness = requireNonNull(witness, "witness is null");
    }

    /** As the probe, and up to the same time again for the witness. */
    @Override
    public ProbeResult probe(NfsServer target, ProbeLimits limits) {
        ProbeResult result = probe.probe(target, limits);
        if (!(result instanceof ProbeResult.Unreachable unreachable)) {
            return result;
        }
        try {
            Optional<String> cutOff = witness.cutOff(limits.timeout());
            return cutOff.<ProbeResult>map(why -> new ProbeResult.Unknown(
                            UnknownReason.CUT_OFF, why + "; of the server: " + unreachable.sentence()))
                    .orElse(result);
        } catch (RuntimeException e) {
            return new ProbeResult.Unknown(UnknownReason.PROBE_FAILED, "the witness failed: " + e);
        }
    }
}
