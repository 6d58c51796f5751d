package backup.holdfast.restic.event;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.event.ResticEvent.BackupStatus;
import backup.holdfast.restic.event.ResticEvent.ExitError;
import backup.holdfast.restic.event.ResticEvent.Initialized;
import backup.holdfast.restic.event.ResticEvent.ItemError;
import backup.holdfast.restic.event.ResticEvent.RestoreItem;
import backup.holdfast.restic.event.ResticEvent.RestoreStatus;
import backup.holdfast.restic.event.ResticEvent.Unrecognized;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {

    @Test
    void shouldReadTheStatusOfABackup() {
        assertThat(EventDecoder.BACKUP.decode("""
                                {"message_type":"status","seconds_elapsed":3,"seconds_remaining":7,"percent_done":0.25,\
                                "total_files":4,"files_done":3,"total_bytes":83000011,"bytes_done":62486419,"error_count":1,\
                                "current_files":["/data/big3.bin"]}"""))
                .isEqualTo(new BackupStatus(
                        0.25,
                        Duration.ofSeconds(3),
                        OptionalInt.of(7),
                        4,
                        3,
                        83000011,
                        62486419,
                        1,
                        List.of("/data/big3.bin")));
    }

    @Test
    void shouldReadFieldsThatResticLeavesOutAsZero() {
        assertThat(EventDecoder.BACKUP.decode("{\"message_type\":\"status\",\"percent_done\":0}"))
                .isEqualTo(new BackupStatus(0, Duration.ZERO, OptionalInt.empty(), 0, 0, 0, 0, 0, List.of()));
    }

    @Test
    void shouldReadTheStatusOfARestore() {
        assertThat(EventDecoder.RESTORE.decode(
                        "{\"message_type\":\"verbose_status\",\"action\":\"unchanged\",\"item\":\"/b\",\"size\":2}"))
                .isEqualTo(new RestoreItem("unchanged", "/b"));
        assertThat(EventDecoder.RESTORE.decode("""
                                {"message_type":"status","seconds_elapsed":1,"percent_done":0.5,"total_files":4,\
                                "files_restored":2,"files_skipped":1,"files_deleted":1,"total_bytes":100,\
                                "bytes_restored":50,"bytes_skipped":10}"""))
                .isEqualTo(new RestoreStatus(0.5, Duration.ofSeconds(1), 4, 2, 1, 1, 100, 50, 10));
    }

    @Test
    void shouldReadBothShapesOfAnError() {
        assertThat(EventDecoder.CHECK.decode("{\"message_type\":\"error\",\"message\":\"pack a: does not exist\\n\"}"))
                .isEqualTo(new ItemError("pack a: does not exist", "", ""));
        assertThat(EventDecoder.BACKUP.decode("""
                                {"message_type":"error","error":{"message":"permission denied"},"during":"scan","item":"/a"}""")).isEqualTo(new ItemError("permission denied", "scan", "/a"));
    }

    @Test
    void shouldNotNeedTheTypeToComeFirst() {
        assertThat(EventDecoder.OTHER.decode(
                        "  {\"id\":\"abc\",\"repository\":\"/r\",\"message_type\":\"initialized\"}\t"))
                .isEqualTo(new Initialized("abc"));
    }

    @Test
    void shouldSeeThroughTheSequenceThatClearsALine() {
        assertThat(EventDecoder.OTHER.decode("\u001b[2K{\"message_type\":\"exit_error\",\"code\":1,\"message\":\"m\"}"))
                .isEqualTo(new ExitError(1, "m"));
        assertThat(EventDecoder.OTHER.decode("\u001b[2Ksignal terminated received, cleaning up"))
                .isEqualTo(new Unrecognized("signal terminated received, cleaning up"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no parent snapshot found",
                "{",
                "{}",
                "[]",
                "null",
                "{\"message_type\":\"news\"}",
                "{\"message_type\":7}",
                "{\"message_type\":\"status\",\"total_files\":\"many\"}",
                "{\"message_type\":\"summary\",\"snapshot_id\":\"xyz\"}",
                "{\"message_type\":\"summary\",\"backup_start\":\"yesterday\"}",
                "{\"message_type\":\"initialized\"}",
                "{\"message_type\":\"exit_error\",\"code\":99999999999}",
                "{\"message_type\":\"status\"} {\"message_type\":\"status\"}",
                "{\"message_type\":\"status\",\"current_files\":[1]}",
            })
    void shouldKeepALineItCannotRead(String line) {
        assertThat(EventDecoder.BACKUP.decode(line)).isEqualTo(new Unrecognized(line));
    }

    @ParameterizedTest
    @EnumSource(
            value = EventDecoder.class,
            names = {"CHECK", "OTHER"})
    void shouldKeepAStatusOfACommandThatHasNone(EventDecoder decoder) {
        String line = "{\"message_type\":\"status\",\"percent_done\":1}";

        assertThat(decoder.decode(line)).isEqualTo(new Unrecognized(line));
    }

    @Test
    void shouldBoundWhatItKeeps() {
        String line = "x".repeat(EventDecoder.MAX_TEXT + 100);

        assertThat(EventDecoder.OTHER.decode(line))
                .isEqualTo(new Unrecognized("x".repeat(EventDecoder.MAX_TEXT) + "…"));
        assertThat(EventDecoder.OTHER.decode(
                        "{\"message_type\":\"exit_error\",\"code\":1,\"message\":\"" + line + "\"}"))
                .isEqualTo(new ExitError(1, "x".repeat(EventDecoder.MAX_TEXT) + "…"));
    }

    @Test
    void shouldSurviveDeeplyNestedJson() {
        String line = "{\"a\":".repeat(5000) + "1" + "}".repeat(5000);

        assertThat(EventDecoder.OTHER.decode(line)).isInstanceOf(Unrecognized.class);
    }

    /** Whatever any recorded version said to any command, each decoder has an answer, and JSON is only kept if truly unknown. */
    @ParameterizedTest
    @EnumSource(EventDecoder.class)
    void shouldReadEveryRecordedLine(EventDecoder decoder) throws IOException {
        List<String> lines = recordedLines();

        assertThat(lines).hasSizeGreaterThan(300);
        assertThat(lines.stream()
                        .filter(line -> line.startsWith("{\"message_type\":\"e"))
                        .map(decoder::decode))
                .isNotEmpty()
                .doesNotHaveAnyElementsOfTypes(Unrecognized.class);
        assertThat(lines.stream().filter(line -> !line.startsWith("{")).map(decoder::decode))
                .isNotEmpty()
                .hasOnlyElementsOfType(Unrecognized.class);
    }

    private static List<String> recordedLines() throws IOException {
        Path root = Path.of("src/test/resources/recorded");
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .flatMap(file -> {
                        try {
                            return Files.readAllLines(file, StandardCharsets.UTF_8).stream();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }
}
