package backup.holdfast.restic.process;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunLimitsTest {

    @Test
    void shouldRefuseARunThatNothingWouldEverStop() {
        assertThatThrownBy(() -> new RunLimits(Optional.empty(), Optional.empty(), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a run needs a deadline, a no-progress limit or both");
    }

    @Test
    void shouldRefuseLimitsThatAreOverAtOnce() {
        assertThatThrownBy(() -> RunLimits.deadline(Duration.ZERO)).hasMessage("deadline is not positive: PT0S");
        assertThatThrownBy(() -> RunLimits.whileProgressing(Duration.ofSeconds(-1)))
                .hasMessage("noProgress is not positive: PT-1S");
        assertThatThrownBy(() -> RunLimits.deadline(Duration.ofSeconds(1)).withGrace(Duration.ofSeconds(-1)))
                .hasMessage("grace is negative: PT-1S");
    }
}
