package backup.holdfast.replication.plan;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.MoverEvent.Kind;
import backup.holdfast.replication.plan.MoverEvent.Progress;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
    private static final Instant TIME = Instant.parse("2026-11-20T04:00:05.25Z");

    private final EventCodec codec = new EventCodec();

    @Test
    void shouldWriteAnEventAsOneLineJustSo() {
        assertThat(codec.encode(new MoverEvent(TIME, Plans.RUN, Kind.STEP, "backup", null)))
                .isEqualTo("{\"time\":\"2026-11-20T04:00:05.250Z\",\"run\":\"hf-7c1e04d2-20261120t040000\","
                        + "\"kind\":\"STEP\",\"message\":\"backup\"}");
        assertThat(codec.encode(
                        new MoverEvent(TIME, Plans.RUN, Kind.PROGRESS, "backup", new Progress(12.5, 1, 2, 3, 4))))
                .isEqualTo("{\"time\":\"2026-11-20T04:00:05.250Z\",\"run\":\"hf-7c1e04d2-20261120t040000\","
                        + "\"kind\":\"PROGRESS\",\"message\":\"backup\",\"progress\":{\"percent\":12.5,"
                        + "\"filesDone\":1,\"filesTotal\":2,\"bytesDone\":3,\"bytesTotal\":4}}");
    }

    @Test
    void shouldCarryAnyMessageOnOneLine() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            MoverEvent event = new MoverEvent(TIME, Plans.RUN, Kind.WARNING, NastyText.of(random, 100), null);

            String line = codec.encode(event);

            assertThat(line.lines()).hasSize(1);
            assertThat(codec.decode(line)).contains(event);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Picked up JAVA_TOOL_OPTIONS: -Xmx64m",
                "{",
                "{}",
                "null",
                "{\"message_type\":\"status\"}",
                "{\"time\":\"now\",\"run\":\"x\",\"kind\":\"STEP\",\"message\":\"\"}"
            })
    void shouldPassOverLinesThatAreNoEvents(String line) {
        assertThat(codec.decode(line)).isEmpty();
    }

    @Test
    void shouldReadWhatANewerMoverAdds() {
        assertThat(codec.decode("{\"time\":\"2026-11-20T04:00:05.250Z\",\"run\":\"hf-7c1e04d2-20261120t040000\","
                        + "\"kind\":\"STEP\",\"message\":\"backup\",\"colour\":\"red\"}"))
                .contains(new MoverEvent(TIME, Plans.RUN, Kind.STEP, "backup", null));
    }
}
