package backup.holdfast.replication.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The outcome as it travels: at most 4096 bytes, and readable whatever release wrote it. */
class OutcomeCodecTest {
    private static final int MOST = 4096;

    private static final String EMPTY = """
            {"runId":"hf-7c1e04d2-20261120t040000","result":"EMPTY",\
            "startedAt":"2026-11-20T04:00:05Z","endedAt":"2026-11-20T04:01:00.500Z",\
            "snapshots":[],"unreadable":[],"locks":[],"logTail":""}""";

    private static final String MAXIMAL = """
            {"runId":"hf-7c1e04d2-20261120t040000","result":"PARTIAL_READ",\
            "startedAt":"2026-11-20T04:00:05Z","endedAt":"2026-11-20T04:01:00.500Z",\
            "failure":{"failureClass":"PARTIAL_READ","step":"backup","exitCode":3,\
            "message":"at least one source file could not be read"},\
            "maintenanceFailure":{"failureClass":"LOCKED","step":"forget","exitCode":11,\
            "message":"held by nas (process 7)"},\
            "repository":{"fingerprint":"5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",\
            "url":"s3:https://minio.example:9000/backups/photos",\
            "id":"b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9","origin":"CREATED"},\
            "snapshot":{"id":"b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",\
            "time":"2026-11-20T04:00:06.123456789Z","host":"volsync","path":"/data","files":1234,"bytes":56789},\
            "backup":{"filesNew":1,"filesChanged":2,"filesUnmodified":3,"filesProcessed":6,\
            "bytesProcessed":700,"bytesAdded":80},\
            "forget":{"removed":0,"kept":40,"frozen":"the policy would remove 30 of 40","wouldRemove":30,"verdict":"PREVIEW"},\
            "prune":{"at":"2026-11-20T04:01:00.500Z"},\
            "retentionPreview":{"token":"before-i-tighten","policy":"--keep-last=1","keep":1,"remove":1,\
            "removed":[{"id":"a1b2c3d4","time":"2026-11-20T04:00:05Z","reasons":[]}],\
            "kept":[{"id":"b94d27b9","time":"2026-11-20T04:01:00.500Z","reasons":["last snapshot"]}]},\
            "restore":{"filesRestored":1,"filesSkipped":2,"filesDeleted":3,"bytesRestored":4,"bytesTotal":5,\
            "losses":{"contents":6,"owners":7,"attributes":8,"devices":9},\
            "safetyCopy":{"id":"b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",\
            "time":"2026-11-20T04:00:06.123456789Z","host":"volsync","path":"/data","files":1234,"bytes":56789}},\
            "snapshots":[{"id":"b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",\
            "time":"2026-11-20T04:00:06.123456789Z","host":"volsync","path":"/data","files":1234,"bytes":56789}],\
            "explanation":"the newest of 1",\
            "unreadable":["/data/secret: permission denied"],\
            "locks":[{"host":"hf-7c1e04d2-20261120t030000","user":"root","pid":17,"time":"2026-11-20T04:00:05Z","age":"PT5M","verdict":"KEPT",\
            "reason":"may be alive"}],\
            "logTail":"processed 6 files\\n"}""";

    private final OutcomeCodec codec = new OutcomeCodec();

    @Test
    void shouldWriteAnOutcomeJustSo() {
        assertThat(codec.encode(Outcomes.empty())).isEqualTo(EMPTY);
        assertThat(codec.encode(Outcomes.maximal())).isEqualTo(MAXIMAL);
    }

    @Test
    void shouldReadWhatItWrote() {
        assertThat(codec.decode(EMPTY)).contains(Outcomes.empty());
        assertThat(codec.decode(MAXIMAL)).contains(Outcomes.maximal());
    }

    @Test
    void shouldNeverWriteMoreThanKubernetesKeeps() {
        Random random = new Random(42);
        for (int i = 0; i < 3000; i++) {
            MoverOutcome outcome = Outcomes.nasty(random);

            String text = codec.encode(outcome);

            assertThat(text.getBytes(UTF_8).length).as("outcome %d", i).isLessThanOrEqualTo(MOST);
            MoverOutcome read = codec.decode(text).orElseThrow();
            assertThat(meaning(read)).isEqualTo(meaning(outcome));
            assertThat(read.snapshots()).hasSizeLessThanOrEqualTo(20);
            assertThat(read.unreadable()).hasSizeLessThanOrEqualTo(5);
            assertThat(read.retentionPreview().removed()).hasSizeLessThanOrEqualTo(10);
            assertThat(read.retentionPreview().kept()).hasSizeLessThanOrEqualTo(10);
            assertThat(outcome.logTail()).endsWith(read.logTail());
            assertThat(outcome.failure().message()).startsWith(read.failure().message());
            assertThat(outcome.repository().url()).startsWith(read.repository().url());
        }
    }

    /** What decisions are made on. */
    private static List<Object> meaning(MoverOutcome o) {
        return List.of(
                o.runId(),
                o.result(),
                o.startedAt(),
                o.endedAt(),
                o.failure().failureClass(),
                o.failure().exitCode(),
                o.maintenanceFailure().failureClass(),
                o.repository().fingerprint(),
                o.repository().id(),
                o.repository().origin(),
                o.snapshot().id(),
                o.snapshot().time(),
                o.snapshot().files(),
                o.backup(),
                o.forget().removed(),
                o.forget().frozen() == null,
                o.prune(),
                head(o.retentionPreview().token(), 100),
                o.retentionPreview().keep(),
                o.retentionPreview().remove(),
                o.restore().filesRestored(),
                o.restore().losses(),
                o.restore().safetyCopy().id());
    }

    private static String head(String text, int codePoints) {
        return text.codePoints()
                .limit(codePoints)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void shouldNameTenSnapshotsOfEachKindInAPreviewWhenThatIsAllThereIsToSay() {
        MoverOutcome read = codec.decode(codec.encode(Outcomes.previewing(50, List.of("daily snapshot"))))
                .orElseThrow();

        assertThat(read.retentionPreview())
                .isEqualTo(Outcomes.previewing(10, List.of("daily snapshot")).retentionPreview());
    }

    @Test
    void shouldNameFewerSnapshotsInAPreviewWhenTheirReasonsAreLong() {
        MoverOutcome written =
                Outcomes.previewing(10, List.of("oldest yearly snapshot", "x".repeat(200), "y".repeat(200)));

        MoverOutcome read = codec.decode(codec.encode(written)).orElseThrow();

        assertThat(read.retentionPreview().kept()).hasSize(7);
        assertThat(read.retentionPreview().remove())
                .isEqualTo(written.retentionPreview().remove());
    }

    @Test
    void shouldKeepTwentySnapshotsWhenThatIsAllThereIsToSay() {
        assertThat(codec.decode(codec.encode(Outcomes.listing(50)))
                        .orElseThrow()
                        .snapshots())
                .hasSize(20);
    }

    @Test
    void shouldCutLogsFromTheFrontAndTheRestFromTheEnd() {
        MoverOutcome read = codec.decode(codec.encode(Outcomes.logging(
                        "a".repeat(1000) + "b".repeat(1000), List.of("1" + "x".repeat(300), "2", "3", "4", "5", "6"))))
                .orElseThrow();

        assertThat(read.logTail()).isEqualTo("a".repeat(24) + "b".repeat(1000));
        assertThat(read.unreadable()).containsExactly("1" + "x".repeat(199), "2", "3", "4", "5");
    }

    @Test
    void shouldCutBetweenCharactersOnly() {
        MoverOutcome read = codec.decode(codec.encode(Outcomes.logging("x" + "😀".repeat(2000), List.of())))
                .orElseThrow();

        assertThat(read.logTail())
                .isNotEmpty()
                .isEqualTo("😀".repeat(read.logTail().length() / 2));
    }

    @Test
    void shouldWriteHalfACharacterAsSomethingThatCanBeRead() {
        String text = codec.encode(Outcomes.logging("\ud83d broken", List.of()));

        // As the mover writes it and the kubelet keeps it.
        String kept = new String(text.getBytes(UTF_8), UTF_8);

        assertThat(codec.decode(kept).orElseThrow().logTail()).isEqualTo("? broken");
    }

    @Test
    void shouldReadWhatANewerMoverAdds() {
        String newer = MAXIMAL.replaceFirst("\\{", "{\"weather\":{\"rain\":true},")
                .replace("\"step\":\"forget\"", "\"step\":\"forget\",\"mood\":1");

        assertThat(codec.decode(newer)).contains(Outcomes.maximal());
    }

    @Test
    void shouldReadAFailureClassItDoesNotKnowAsUnknown() {
        String newer = MAXIMAL.replace("\"failureClass\":\"LOCKED\"", "\"failureClass\":\"SOLAR_FLARE\"");

        assertThat(codec.decode(newer).map(MoverOutcome::maintenanceFailure))
                .contains(new RunFailure(FailureClass.UNKNOWN, "forget", 11, "held by nas (process 7)"));
    }

    @Test
    void shouldReadWhatAnOlderMoverLeavesOut() throws JsonProcessingException {
        ObjectNode older = (ObjectNode) new ObjectMapper().readTree(MAXIMAL);
        older.remove(List.of("locks", "unreadable", "snapshots", "restore", "explanation"));

        MoverOutcome read = codec.decode(older.toString()).orElseThrow();

        assertThat(read.snapshot()).isEqualTo(Outcomes.maximal().snapshot());
        assertThat(read.locks()).isEmpty();
        assertThat(read.unreadable()).isEmpty();
        assertThat(read.snapshots()).isEmpty();
    }

    @Test
    void shouldNotTakeAnyBeginningOfAnOutcomeForOne() {
        for (int length = 0; length < MAXIMAL.length(); length++) {
            assertThat(codec.decode(MAXIMAL.substring(0, length))).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "Error: exit status 1",
                "{\"runId\":\"hf-7c1e04d2-20261120t040000\"}",
                "{\"runId\":\"nobody\",\"result\":\"SUCCEEDED\"}"
            })
    void shouldReadNothingFromWhatIsNoOutcome(String text) {
        assertThat(codec.decode(text)).isEmpty();
    }

    @Test
    void shouldNotGuessAResultItDoesNotKnow() {
        assertThat(codec.decode(EMPTY.replace("\"EMPTY\"", "\"BETTER_THAN_EVER\"")))
                .isEmpty();
    }

    @Test
    void shouldSayWhyARunWasNotStarted() {
        Instant now = Instant.parse("2026-11-20T04:00:00Z");

        MoverOutcome outcome =
                MoverOutcome.notStarted(Plans.RUN, FailureClass.SOURCE_MISSING, "there is no claim photos", now);

        assertThat(codec.decode(codec.encode(outcome))).contains(outcome);
        assertThat(outcome.result()).isEqualTo(RunResult.FAILED);
        assertThat(outcome.failure())
                .isEqualTo(new RunFailure(FailureClass.SOURCE_MISSING, "start", null, "there is no claim photos"));
    }
}
