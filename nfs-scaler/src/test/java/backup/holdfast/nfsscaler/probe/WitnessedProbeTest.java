package backup.holdfast.nfsscaler.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WitnessedProbeTest {

    private static final NfsServer NAS = NfsServer.of("nas", "192.168.1.10");
    private static final ProbeLimits LIMITS = new ProbeLimits(Duration.ofSeconds(2));
    private static final ProbeResult REACHABLE =
            new ProbeResult.Reachable(Duration.ofMillis(1), Optional.of(NfsVersion.V4), List.of());
    private static final ProbeResult UNREACHABLE =
            new ProbeResult.Unreachable(UnreachableReason.REFUSED, "192.168.1.10: Connection refused");
    private static final ProbeResult UNKNOWN = new ProbeResult.Unknown(UnknownReason.NAME_NOT_RESOLVED, "nas");

    @Test
    void shouldKnowNothingOfTheServerWhileWeAreCutOffOurselves() {
        assertThat(probe(UNREACHABLE, limit -> Optional.of("the API server does not answer")))
                .isEqualTo(new ProbeResult.Unknown(
                        UnknownReason.CUT_OFF,
                        "the API server does not answer; of the server: nothing listens at the server's port"
                                + " (192.168.1.10: Connection refused)"));
    }

    @Test
    void shouldBelieveThatItIsUnreachableWhileTheWitnessIsWell() {
        assertThat(probe(UNREACHABLE, limit -> {
                    assertThat(limit).isEqualTo(LIMITS.timeout());
                    return Optional.empty();
                }))
                .isEqualTo(UNREACHABLE);
    }

    @Test
    void shouldKnowNothingIfTheWitnessFails() {
        assertThat(probe(UNREACHABLE, limit -> {
                    throw new IllegalStateException("broken");
                }))
                .isEqualTo(new ProbeResult.Unknown(
                        UnknownReason.PROBE_FAILED, "the witness failed: java.lang.IllegalStateException: broken"));
    }

    @Test
    void shouldNotBotherTheWitnessForAServerThatAnswersOrIsNotKnown() {
        Witness neverAsked = limit -> {
            throw new AssertionError("asked");
        };

        assertThat(probe(REACHABLE, neverAsked)).isEqualTo(REACHABLE);
        assertThat(probe(UNKNOWN, neverAsked)).isEqualTo(UNKNOWN);
    }

    private static ProbeResult probe(ProbeResult found, Witness witness) {
        return new WitnessedProbe((target, limits) -> found, witness).probe(NAS, LIMITS);
    }
}
