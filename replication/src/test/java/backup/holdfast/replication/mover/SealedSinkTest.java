package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import backup.holdfast.replication.mover.LookSink.TooLongException;
import backup.holdfast.replication.plan.ExpectedRepository;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.Limits;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.LookAnswer;
import backup.holdfast.replication.plan.LookCodec;
import backup.holdfast.replication.plan.LookPlan;
import backup.holdfast.replication.plan.LookQuestion;
import backup.holdfast.replication.plan.LookQuestion.Kind;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.plan.PlanCodec;
import backup.holdfast.replication.plan.Subject;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.plan.Workspace;
import backup.holdfast.replication.seal.SealKeys;
import backup.holdfast.replication.seal.SealedReader;
import backup.holdfast.replication.seal.SealedReader.Opened;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SealedSinkTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final SealKeys keys = SealKeys.generate();
    private final List<String> lines = new ArrayList<>();
    private final LookPlan plan = new LookPlan(
            LookPlan.runId("uid", "token", NOW),
            new Subject("ReplicationSource", "media", "photos"),
            NOW,
            new Workspace(Path.of("/data"), Path.of("/cache"), null),
            new ExpectedRepository("f", "s3:https://s3.example/photos", null, null, Absence.FAIL),
            new LookQuestion(Kind.ENTRIES, "c8fd20e0", "/album"),
            keys.publicKey(),
            Limits.DEFAULT,
            Tuning.RESTIC_DEFAULTS,
            LockTerms.NONE);

    @Test
    void shouldTellWhoeverAskedAndNobodyElse() {
        LookAnswer entry = new LookAnswer.Entry("/album/summer", "file", 7, "-rw-r--r--", 1000, 1000, NOW);
        MoverOutcome outcome = MoverOutcome.builder(plan.runId(), RunResult.SUCCEEDED, NOW, NOW)
                .build();

        LookSink sink = SealedSink.of(plan, lines::add);
        sink.take(entry);
        sink.end(outcome);

        SealedReader reader = new SealedReader(keys, plan.runId().value());
        List<Opened> opened =
                lines.stream().flatMap(line -> reader.read(line).stream()).toList();
        assertThat(new LookCodec().decode(new String(opened.get(0).bytes(), UTF_8).strip()))
                .isEqualTo(entry);
        assertThat(new OutcomeCodec().decode(new String(opened.get(1).bytes(), UTF_8)))
                .contains(outcome);
        assertThat(String.join("", lines)).doesNotContain("summer");
    }

    @Test
    void shouldStopBeforeALogIsTooLong() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        LookSink sink = SealedSink.of(plan, lines::add, 200_000);

        assertThatExceptionOfType(TooLongException.class)
                .isThrownBy(() -> {
                    for (int i = 0; i < 10; i++) {
                        sink.content(noise, 0, noise.length);
                    }
                })
                .withMessageContaining("--local");
        assertThat(lines.stream().mapToInt(String::length).sum()).isLessThan(400_000);
    }

    @Test
    void shouldTravelInAPlan() {
        PlanCodec codec = new PlanCodec();

        assertThat(codec.decode(codec.encode(plan))).isEqualTo(plan);
    }
}
