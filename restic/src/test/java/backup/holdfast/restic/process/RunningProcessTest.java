package backup.holdfast.restic.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RunningProcessTest {

    private static final ProcessIdentity IDENTITY = new ProcessIdentity(4711, Instant.EPOCH, "boot/1");

    @Test
    void shouldNotSayThatAProcessEndedWhichTheSystemHolds() {
        StuckProcess process = new StuckProcess();
        RunLimits limits = RunLimits.deadline(Duration.ofMillis(10)).withGrace(Duration.ofMillis(10));
        StreamConsumer ignored = (in, progress) -> {};

        ProcessResult result = new RunningProcess(process, IDENTITY, limits, Duration.ofMillis(10))
                .supervise(new ProcessStreams(identity -> {}, ignored, ignored), new Cancellation());

        assertThat(result).isInstanceOfSatisfying(ProcessResult.Unstoppable.class, stuck -> {
            assertThat(stuck.process()).isEqualTo(IDENTITY);
            assertThat(stuck.stop()).isEqualTo(StopReason.DEADLINE);
        });
        assertThat(process.signals).containsExactly("TERM", "KILL");
    }
}
