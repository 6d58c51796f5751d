package backup.holdfast.replication.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SlotTest {

    @Test
    void shouldNameTheSlotInUtcAndOnlyAsFineAsNeeded() {
        assertThat(new Slot(Instant.parse("2026-11-20T04:00:00.999Z")).compact())
                .isEqualTo("20261120t0400");
        assertThat(new Slot(Instant.parse("2026-11-20T04:00:05Z")).compact()).isEqualTo("20261120t040005");
    }
}
