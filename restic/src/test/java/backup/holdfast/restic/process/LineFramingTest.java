package backup.holdfast.restic.process;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.process.LineHandler.Activity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineFramingTest {

    private final List<Line> lines = new ArrayList<>();

    @Test
    void shouldCutAtLineEndsAndKeepAnUnfinishedLastLine() throws IOException {
        read("one\ntwo\r\n\nfour", 100);

        assertThat(lines).containsExactly(new Line("one", 0), new Line("two", 0), new Line("", 0), new Line("four", 0));
    }

    @Test
    void shouldJoinALineThatArrivesByteByByte() throws IOException {
        byte[] text = "{\"größe\":1}\nx\n".getBytes(StandardCharsets.UTF_8);
        InputStream dripping = new ByteArrayInputStream(text) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 1));
            }
        };

        framing(100).consume(dripping, () -> {});

        assertThat(lines).containsExactly(new Line("{\"größe\":1}", 0), new Line("x", 0));
    }

    @Test
    void shouldDropWhatIsBeyondTheBoundAndSayHowMuch() throws IOException {
        read("0123456789abc\nnext\n", 10);

        assertThat(lines).containsExactly(new Line("0123456789", 3), new Line("next", 0));
        assertThat(lines.get(0).isWhole()).isFalse();
    }

    @Test
    void shouldReportProgressOnlyForLinesThatShowIt() throws IOException {
        int[] made = {0};
        LineFraming framing =
                new LineFraming(100, line -> line.text().startsWith("+") ? Activity.PROGRESS : Activity.IDLE);

        framing.consume(new ByteArrayInputStream("+\n-\n-\n+\n".getBytes(StandardCharsets.UTF_8)), () -> made[0]++);

        assertThat(made[0]).isEqualTo(2);
    }

    private void read(String text, int bound) throws IOException {
        framing(bound).consume(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), () -> {});
    }

    private LineFraming framing(int bound) {
        return new LineFraming(bound, line -> {
            lines.add(line);
            return Activity.PROGRESS;
        });
    }
}
