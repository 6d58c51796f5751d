package backup.holdfast.bench.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.bench.sync.Options.Scale;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void shouldMeasureEverythingWhenToldNothing() {
        assertThat(Options.parse())
                .isEqualTo(new Options(Scale.FULL, Optional.empty(), 11, EnumSet.allOf(Goal.class), List.of()));
    }

    @Test
    void shouldCountOnlyWhenQuick() {
        assertThat(Options.parse("--quick"))
                .isEqualTo(new Options(Scale.QUICK, Optional.empty(), 2, Set.of(Goal.P2, Goal.P3), List.of()));
    }

    @Test
    void shouldTakeEveryOption() {
        assertThat(Options.parse("--json", "a.json", "--rounds", "3", "--only", "P1,p5", "--jdk", "/a", "--jdk", "/b"))
                .isEqualTo(new Options(
                        Scale.FULL,
                        Optional.of(Path.of("a.json")),
                        3,
                        Set.of(Goal.P1, Goal.P5),
                        List.of(Path.of("/a"), Path.of("/b"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--fast | unknown option --fast",
                "--json | --json needs a value",
                "--rounds 0 | --rounds is at least 1",
                "--rounds many | --rounds takes a number, not many",
                "--only P1,P7 | there is no goal P7: P1 to P6"
            })
    void shouldSayWhatIsWrong(String arguments, String message) {
        assertThatThrownBy(() -> Options.parse(arguments.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
