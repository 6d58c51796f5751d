package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.schedule.SchedulePolicy;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceDeadlinesTest {
    private final SourceDeadlines deadlines =
            new SourceDeadlines(new SourceResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, Conduct.EVERYDAY));

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T03:59:59Z, false",
        "2026-11-20T04:00:01Z, false",
        "2026-11-21T04:00:00Z, false",
        "2026-11-21T04:00:01Z, true",
        "2026-11-30T00:00:00Z, true"
    })
    void shouldBeOutOfSyncWhenTheSlotAfterTheNextHasPassed(Instant now, boolean outOfSync) {
        ReplicationSource source = SampleSources.scheduled("0 4 * * *");
        source.setStatus(
                source.getStatus().with(status -> status.lastSyncTime = Instant.parse("2026-11-19T04:00:30Z")));

        assertThat(deadlines.test(source, now)).isEqualTo(outOfSync);
    }

    @Test
    void shouldBeOutOfSyncBeforeTheFirstGoodSyncAndWhileTheSpecCannotBeRead() {
        ReplicationSource broken = SampleSources.scheduled("every day");
        broken.setStatus(
                broken.getStatus().with(status -> status.lastSyncTime = Instant.parse("2026-11-19T04:00:30Z")));

        assertThat(deadlines.test(SampleSources.scheduled("0 4 * * *"), SampleRuns.STARTED))
                .isTrue();
        assertThat(deadlines.test(broken, SampleRuns.STARTED)).isTrue();
    }
}
