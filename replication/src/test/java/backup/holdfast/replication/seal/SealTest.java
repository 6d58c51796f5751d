package backup.holdfast.replication.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import backup.holdfast.replication.seal.SealedReader.BrokenSealException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SealTest {
    private static final String RUN = "hf-7c1e04d2-20261120t040000";

    private final SealKeys keys = SealKeys.generate();
    private final List<String> lines = new ArrayList<>();

    @Test
    void shouldOpenWhatWasSealed() {
        byte[] bytes = new byte[200_000];
        new Random(1).nextBytes(bytes);
        SealedWriter writer = new SealedWriter(keys.publicKey(), RUN, lines::add);
        byte[] text = "secret\n".getBytes(UTF_8);
        writer.write(Part.LINES, text, 0, text.length);
        writer.write(Part.CONTENT, bytes, 0, 100_000);
        writer.write(Part.CONTENT, bytes, 100_000, 100_000);
        writer.end("good".getBytes(UTF_8));

        SealedReader reader = new SealedReader(keys, RUN);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        List<String> others = new ArrayList<>();
        for (String line : lines) {
            assertThat(reader.isEnded()).isFalse();
            reader.read(line).ifPresent(opened -> {
                switch (opened.part()) {
                    case CONTENT -> content.writeBytes(opened.bytes());
                    case LINES, END -> others.add(new String(opened.bytes(), UTF_8));
                }
            });
        }

        assertThat(content.toByteArray()).isEqualTo(bytes);
        assertThat(others).containsExactly("secret\n", "good");
        assertThat(reader.isEnded()).isTrue();
        assertThat(String.join("\n", lines)).doesNotContain("secret");
    }

    @Test
    void shouldPassOverWhatItHasReadAndWhatIsNoPart() {
        sealed();
        SealedReader reader = new SealedReader(keys, RUN);
        lines.add(0, "{\"kind\":\"STARTED\"}");

        assertThat(lines.stream().flatMap(line -> reader.read(line).stream())).hasSize(2);
        assertThat(lines.stream().flatMap(line -> reader.read(line).stream())).isEmpty();
    }

    @Test
    void shouldNoticeWhatIsMissing() {
        sealed();
        SealedReader reader = new SealedReader(keys, RUN);
        reader.read(lines.get(0));

        assertThatExceptionOfType(BrokenSealException.class)
                .isThrownBy(() -> reader.read(lines.get(2)))
                .withMessage("part 1 of it is missing");
    }

    @Test
    void shouldNoticeWhatWasChangedOrIsNotForIt() {
        sealed();
        assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> readAll(SealKeys.generate(), RUN));
        assertThatExceptionOfType(BrokenSealException.class)
                .isThrownBy(() -> readAll(keys, "hf-7c1e04d2-20261120t050000"));
        // What was a line would be taken for the end.
        lines.set(1, lines.get(1).replace("lines", "end"));
        assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> readAll(keys, RUN));
        lines.set(1, "{\"sealed\":1,\"li");
        assertThatExceptionOfType(BrokenSealException.class).isThrownBy(() -> readAll(keys, RUN));
    }

    private void readAll(SealKeys with, String context) {
        SealedReader reader = new SealedReader(with, context);
        lines.forEach(reader::read);
    }

    private void sealed() {
        SealedWriter writer = new SealedWriter(keys.publicKey(), RUN, lines::add);
        writer.write(Part.LINES, "one".getBytes(UTF_8), 0, 3);
        writer.end(new byte[0]);
    }
}
