package backup.holdfast.controller.sync;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.volsync.CurrentRun;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.RepositoryStatus;
import backup.holdfast.crds.volsync.RunTrigger;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RestoreTargetsTest {
    private final RestoreTargets targets = new RestoreTargets();

    @Test
    void shouldHoldTheVolumeOfARunningRestoreAlone() {
        targets.among(() -> Stream.of(destination("photos"), destination(null)));

        assertThat(targets.holdOn("media", "photos"))
                .hasValueSatisfying(hold -> assertThat(hold.by() + hold.reason())
                        .contains("ReplicationDestination media/back", "run hf-0badcafe-20261120t040000"));
        assertThat(targets.holdOn("media", "other")).isEmpty();
        assertThat(targets.holdOn("elsewhere", "photos")).isEmpty();
    }

    @Test
    void shouldLetNothingBeRemovedFromARepositoryThatIsRead() {
        targets.among(() -> Stream.of(destination("photos")));
        assertThat(targets.reading("here"))
                .hasValueSatisfying(why ->
                        assertThat(why).contains("ReplicationDestination media/back restores from this repository"));
        assertThat(targets.reading("there")).isEmpty();

        targets.among(() -> Stream.of(destination(null)));
        assertThat(targets.reading("here")).as("nobody restores").isEmpty();
    }

    /** @param claim that its run restores into; none for no run */
    private static ReplicationDestination destination(@Nullable String claim) {
        ReplicationDestination destination = new ReplicationDestination();
        destination.setMetadata(
                new ObjectMetaBuilder().withNamespace("media").withName("back").build());
        destination.setStatus(destination.getStatus().with(draft -> {
            draft.run = claim == null
                    ? null
                    : new CurrentRun(
                            "hf-0badcafe-20261120t040000",
                            null,
                            RunTrigger.MANUAL,
                            null,
                            null,
                            1,
                            null,
                            null,
                            null,
                            claim);
            draft.restic = draft.restic.with(
                    restic -> restic.repository = new RepositoryStatus("here", null, null, null, null));
        }));
        return destination;
    }
}
