package backup.holdfast.testsupport.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PatienceTest {
    @Test
    void shouldSayWhatWasWaitedForInVain() {
        Patience patience = new Patience(Duration.ofMillis(50));

        assertThatThrownBy(() -> patience.within(() -> {
                    patience.awaiting("a server that hangs");
                    new CountDownLatch(1).await();
                    return 0;
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("still waiting for a server that hangs")
                .hasStackTraceContaining("CountDownLatch.await");
    }

    @Test
    void shouldHandOutWhatCameInTime() {
        assertThat(new Patience(Duration.ofMinutes(1)).<Integer>within(() -> 42))
                .isEqualTo(42);
    }
}
