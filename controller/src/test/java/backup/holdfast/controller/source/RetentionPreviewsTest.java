package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.volsync.KeptSnapshot;
import backup.holdfast.crds.volsync.PreviewedSnapshot;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.ResticStatus;
import backup.holdfast.crds.volsync.RetentionPreview;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.state.RecordedRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionPreviewsTest {
    private static final RetentionPreview ANSWER = new RetentionPreview(
            "token",
            SampleRuns.ENDED,
            "--keep-last=1",
            1,
            2,
            List.of(
                    new PreviewedSnapshot("11111111", SampleRuns.SLOT.minusSeconds(7200)),
                    new PreviewedSnapshot("22222222", SampleRuns.SLOT.minusSeconds(3600))),
            List.of(new KeptSnapshot("33333333", SampleRuns.SLOT, List.of("last snapshot"))));

    @Test
    void shouldAskForEachTokenUntilItIsAnswered() {
        assertThat(RetentionPreviews.asked(SampleSources.withRestic(""))).isEmpty();
        assertThat(RetentionPreviews.asked(annotated(" ", ResticStatus.EMPTY))).isEmpty();
        assertThat(RetentionPreviews.asked(annotated("token", ResticStatus.EMPTY)))
                .contains("token");
        assertThat(RetentionPreviews.asked(annotated("token", answered()))).isEmpty();
        assertThat(RetentionPreviews.asked(annotated("another", answered()))).contains("another");
    }

    @Test
    void shouldAnswerTheBeginningOfATokenThatIsTooLong() {
        String beginning = "😀".repeat(100);
        ResticStatus answered = answered(new RetentionPreview(beginning, null, null, 0, 0, List.of(), List.of()));

        assertThat(RetentionPreviews.asked(annotated(beginning + "x", ResticStatus.EMPTY)))
                .contains(beginning);
        assertThat(RetentionPreviews.asked(annotated(beginning + "x", answered)))
                .isEmpty();
    }

    @Test
    void shouldPutTheAnswerIntoTheStatusAndLeaveForgetAndFreezeAsTheyWere() {
        Instant yesterday = SampleRuns.SLOT.minusSeconds(86_400);
        ReplicationStatus before =
                ReplicationStatus.EMPTY.with(draft -> draft.restic = ResticStatus.EMPTY.with(restic -> {
                    restic.lastForget = yesterday;
                    restic.retainApplied = "--keep-last=9";
                    restic.snapshotCount = 3;
                }));

        assertThat(after(before, new SampleRuns.Outcome(RunResult.SUCCEEDED).previewed("token")))
                .isEqualTo(before.restic().with(restic -> restic.retentionPreview = ANSWER));
    }

    @Test
    void shouldKeepTheLastAnswerUntilThereIsAnother() {
        ReplicationStatus before = ReplicationStatus.EMPTY.with(draft -> draft.restic = answered());

        assertThat(after(before, new SampleRuns.Outcome(RunResult.SUCCEEDED)).retentionPreview())
                .isEqualTo(ANSWER);
    }

    private static ResticStatus after(ReplicationStatus before, SampleRuns.Outcome outcome) {
        RecordedRun run = SampleRuns.scheduled();
        MoverOutcome said = outcome.get();
        return ResticStatuses.ended(before.restic(), run, said, RunTerms.UNKNOWN);
    }

    private static ResticStatus answered() {
        return answered(ANSWER);
    }

    private static ResticStatus answered(RetentionPreview answer) {
        return ResticStatus.EMPTY.with(draft -> draft.retentionPreview = answer);
    }

    private static ReplicationSource annotated(String token, ResticStatus status) {
        ReplicationSource source = SampleSources.withRestic("");
        source.getMetadata().setAnnotations(Map.of(HoldfastKeys.PREVIEW_RETENTION, token));
        source.setStatus(ReplicationStatus.EMPTY.with(draft -> draft.restic = status));
        return source;
    }
}
