package backup.holdfast.restic.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentStreamTest {

    private final List<String> ids = new ArrayList<>();
    private final List<String> prose = new ArrayList<>();

    @Test
    void shouldFindAnArrayBetweenLinesOfProse() throws IOException {
        boolean found = read("""
                repo already locked, waiting up to 2s for the lock

                [0:00] 100.00%  3 / 3 packs
                [{"id":"a"},{"id":"b"}]
                loading indexes...
                """);

        assertThat(found).isTrue();
        assertThat(ids).containsExactly("a", "b");
        assertThat(prose)
                .containsExactly("repo already locked, waiting up to 2s for the lock", "[0:00] 100.00%  3 / 3 packs");
    }

    @Test
    void shouldReadAnObjectOverSeveralLines() throws IOException {
        assertThat(read("{\n  \"id\": \"a\"\n}\n")).isTrue();
        assertThat(ids).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[ ]", "[\n]\n"})
    void shouldReadAnEmptyArray(String text) throws IOException {
        assertThat(read(text)).isTrue();
        assertThat(ids).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "no document", "no document\n"})
    void shouldSayThereIsNone(String text) throws IOException {
        assertThat(read(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[{\"id\":\"a\"}", "[{\"id\":\"a\"", "[{\"id\":\"a\"},", "{\"id\":", "[{\"id\":\"a\"},7]", "{]"})
    void shouldNotTakeABrokenDocumentForAWholeOne(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOfAny(IOException.class, MalformedJsonException.class);
    }

    @Test
    void shouldNotKeepALongLineOfProseInMemory() throws IOException {
        read("x".repeat(1_000_000) + "\n{\"id\":\"a\"}");

        assertThat(ids).containsExactly("a");
        assertThat(prose).singleElement().satisfies(line -> assertThat(line).hasSize(4096));
    }

    private boolean read(String text) throws IOException {
        return DocumentStream.read(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                object -> ids.add(object.requiredText("id")),
                prose::add);
    }
}
