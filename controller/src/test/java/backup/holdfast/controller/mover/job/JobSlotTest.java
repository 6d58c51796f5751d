package backup.holdfast.controller.mover.job;

import static backup.holdfast.controller.mover.job.Samples.NOW;
import static backup.holdfast.controller.mover.job.Samples.RUN;
import static backup.holdfast.controller.mover.job.Samples.YAML;
import static backup.holdfast.controller.mover.job.Samples.owner;
import static backup.holdfast.controller.mover.job.Samples.pod;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.state.MoverWait;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobSlotTest {
    private static final String CREATED_BY = "app.kubernetes.io/created-by: volsync";
    private static final String EARLIER = CREATED_BY + ", holdfast.backup/run: hf-7c1e0000-20261119t040000";
    private static final String FINISHED = "status: {conditions: [{type: Failed, status: 'True'}]}";
    private static final Pod ENDED = pod("""
            metadata: {name: a}
            status: {containerStatuses: [{name: restic, state: {terminated: {exitCode: 0, reason: Completed}}}]}
            """);
    private static final Pod AT_WORK = pod("""
            metadata: {name: b}
            status: {phase: Running, containerStatuses: [{name: restic, state: {running: {}}}]}
            """);
    private static final Pod LOST = pod("""
            metadata: {name: c}
            status: {phase: Failed, containerStatuses: [{name: restic, state: {terminated: {exitCode: 137, reason: ContainerStatusUnknown}}}]}
            """);

    @Test
    void shouldBeFreeWithoutAJob() {
        assertThat(JobSlot.of(owner("photos"), RUN, Optional.empty(), List.of(), NOW))
                .isEqualTo(new JobSlot.Free());
    }

    @Test
    void shouldBeOursWithTheLabelOfTheRun() {
        Job job = job(CREATED_BY + ", holdfast.backup/run: " + RUN, Samples.UID, "");

        assertThat(slot(job)).isEqualTo(new JobSlot.Ours(job));
    }

    @Test
    void shouldHoldALeftoverOnceTheMoverOfAnEarlierRunHasEnded() {
        Job job = job(EARLIER, Samples.UID, "");

        assertThat(slot(job, ENDED)).isEqualTo(new JobSlot.Leftover(job));
        assertThat(slot(job(EARLIER, Samples.UID, FINISHED))).isInstanceOf(JobSlot.Leftover.class);
    }

    @Test
    void shouldBeTakenWhileTheMoverOfAnotherRunIsNotSeenToHaveEnded() {
        String words = "Job media/volsync-src-photos of run hf-7c1e0000-20261119t040000 has not ended: another"
                + " controller's, or a lost one";

        assertThat(slot(job(EARLIER, Samples.UID, ""), ENDED, AT_WORK)).isEqualTo(taken(words));
        assertThat(slot(job(EARLIER, Samples.UID, ""))).isEqualTo(taken(words));
        assertThat(slot(job(EARLIER, Samples.UID, FINISHED), LOST)).isEqualTo(taken(words));
    }

    @Test
    void shouldWaitForAJobOfVolSyncAndTakeItsPlaceAfterwards() {
        assertThat(slot(job(CREATED_BY, Samples.UID, "")))
                .isEqualTo(taken("Job media/volsync-src-photos of VolSync is still at work"));
        assertThat(slot(job(CREATED_BY, Samples.UID, FINISHED))).isInstanceOf(JobSlot.Leftover.class);
    }

    @Test
    void shouldBeTakenByAnObjectThatHadTheSameName() {
        assertThat(slot(job(EARLIER, "another-uid", FINISHED)))
                .isEqualTo(taken("Job media/volsync-src-photos belongs to another object than ReplicationSource photos"
                        + " with UID " + Samples.UID));
    }

    @Test
    void shouldBeTakenBySomebodysOwnJob() {
        assertThat(slot(job("app: mine", Samples.UID, FINISHED)))
                .isEqualTo(taken("Job media/volsync-src-photos is not Holdfast's: rename or remove it"));
    }

    @Test
    void shouldBeClearingForAMinuteAndTakenWhenThatLastsLonger() {
        Job job = job(EARLIER, Samples.UID, FINISHED);
        job.getMetadata().setDeletionTimestamp(NOW.minusSeconds(59).toString());
        Job stuck = job(EARLIER, Samples.UID, FINISHED);
        stuck.getMetadata().setDeletionTimestamp(NOW.minusSeconds(60).toString());

        assertThat(slot(job)).isEqualTo(new JobSlot.Clearing());
        assertThat(slot(stuck)).isEqualTo(taken("Job media/volsync-src-photos is being removed"));
    }

    private static JobSlot slot(Job job, Pod... pods) {
        return JobSlot.of(owner("photos"), RUN, Optional.of(job), List.of(pods), NOW);
    }

    private static JobSlot taken(String detail) {
        return new JobSlot.Taken(new MoverWait(MoverWait.Cause.NAME_TAKEN, detail));
    }

    private static Job job(String labels, String ownerUid, String status) {
        return YAML.unmarshal("""
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: volsync-src-photos
                  namespace: media
                  labels: {%s}
                  ownerReferences: [{kind: ReplicationSource, name: photos, uid: %s}]
                %s
                """.formatted(labels, ownerUid, status), Job.class);
    }
}
