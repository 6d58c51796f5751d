package backup.holdfast.cli.term;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.cli.term.Screen.Drawing;
import backup.holdfast.cli.term.Screen.Stream;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private static final Set<Stream> ALL = EnumSet.allOf(Stream.class);

    @Test
    void shouldColourTerminalsAndNothingElse() {
        Screen screen = Screen.of(Map.of("TERM", "xterm"), EnumSet.of(Stream.IN, Stream.ERR), () -> 100);

        assertThat(screen.out().of(Colour.RED, "text")).isEqualTo("text");
        assertThat(screen.err().of(Colour.RED, "text")).isEqualTo("\u001b[31mtext\u001b[0m");
        assertThat(screen.err().of(Colour.NONE, "text")).isEqualTo("text");
        assertThat(screen.drawing()).isEqualTo(Drawing.OVER_ITSELF);
        assertThat(Screen.of(Map.of("TERM", "xterm"), EnumSet.of(Stream.OUT), () -> 100)
                        .drawing())
                .isEqualTo(Drawing.LINES);
    }

    @Test
    void shouldTakeNoForAnAnswer() {
        Screen uncoloured = Screen.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), ALL, () -> 100);

        assertThat(uncoloured.out()).isEqualTo(Paint.PLAIN);
        assertThat(uncoloured.drawing()).isEqualTo(Drawing.OVER_ITSELF);
        // As https://no-color.org has it: empty is not there.
        assertThat(Screen.of(Map.of("TERM", "xterm", "NO_COLOR", ""), ALL, () -> 100)
                        .out())
                .isEqualTo(Paint.COLOURED);
        Screen dumb = Screen.of(Map.of("TERM", "dumb"), ALL, () -> 100);
        assertThat(dumb.err()).isEqualTo(Paint.PLAIN);
        assertThat(dumb.drawing()).isEqualTo(Drawing.LINES);
    }

    @Test
    void shouldBeAsWideAsTheTerminal() {
        assertThat(Screen.of(Map.of("COLUMNS", "132"), ALL, () -> 100).width().getAsInt())
                .isEqualTo(132);
        assertThat(Screen.of(Map.of("COLUMNS", "wide"), ALL, () -> 100).width().getAsInt())
                .isEqualTo(100);
        assertThat(Screen.of(Map.of(), ALL, () -> 0).width().getAsInt()).isEqualTo(80);
    }
}
