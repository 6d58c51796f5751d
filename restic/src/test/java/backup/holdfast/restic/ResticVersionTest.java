package backup.holdfast.restic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResticVersionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    0.19.1 | 0.19.1
                    restic 0.14.0 compiled with go1.19.8 on linux/amd64 | 0.14.0
                    restic 0.18.0-dev (compiled manually) compiled with go1.24 | 0.18.0
                    {"message_type":"version","version":"0.19.1","go_version":"go1.26.4","go_os":"linux"} | 0.19.1
                    v1.2 | 1.2.0
                    """)
    void shouldFindTheVersion(String text, String expected) {
        assertThat(ResticVersion.parse(text)).map(ResticVersion::toString).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "restic", "command not found", "99999999999.1"})
    void shouldFindNoneWhereThereIsNone(String text) {
        assertThat(ResticVersion.parse(text)).isEqualTo(Optional.empty());
    }

    @Test
    void shouldOrderByNumbersAndNotByText() {
        assertThat(Stream.of("0.18.0", "0.9.6", "1.0.0", "0.17.10", "0.17.9")
                        .map(text -> ResticVersion.parse(text).orElseThrow())
                        .sorted()
                        .map(ResticVersion::toString))
                .containsExactly("0.9.6", "0.17.9", "0.17.10", "0.18.0", "1.0.0");
    }

    @ParameterizedTest
    @CsvSource({"0.17.0, false", "0.17.1, true", "0.18.0, true", "0.16.5, false", "1.0.0, true"})
    void shouldKnowTheOldestThatWillDo(String version, boolean enough) {
        assertThat(ResticVersion.parse(version).orElseThrow().isAtLeast(ResticVersion.MINIMUM))
                .isEqualTo(enough);
    }
}
