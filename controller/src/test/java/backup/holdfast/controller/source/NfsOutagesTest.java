package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.state.Hold;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpecBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NfsOutagesTest {
    private final FakeReferences references = FakeReferences.complete();
    private final FakeNfsObjects objects = new FakeNfsObjects();

    @ParameterizedTest
    @ValueSource(
            strings = {"truenas.internal", "TrueNAS.internal.", "nas", "192.0.2.7", "2001:db8::7", "[2001:db8::7]"})
    void shouldHoldTheRunOfAVolumeOnAServerThatIsDownHoweverItIsCalled(String server) {
        bind("photos", "pv-1");
        objects.withVolume("pv-1", server, "/tank/photos").withScaler(FakeNfsObjects.scaler("home", "Down"));

        assertThat(hold("")).contains(down("home", "PersistentVolumeClaim default/photos"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Up", "NeverSeen", "Whatever"})
    void shouldHoldNothingWhileTheServerIsNotKnownToBeDown(String state) {
        bind("photos", "pv-1");
        objects.withVolume("pv-1", "nas", "/tank/photos").withScaler(FakeNfsObjects.scaler("home", state));

        assertThat(hold("")).isEmpty();
    }

    @Test
    void shouldNotBelieveAScalerWhoseSpecIsRefused() {
        bind("photos", "pv-1");
        objects.withVolume("pv-1", "nas", "/tank/photos").withScaler(FakeNfsObjects.scaler("home", "Down", "False"));

        assertThat(hold("")).isEmpty();
    }

    @Test
    void shouldHoldNothingForAServerThatNobodyWatches() {
        bind("photos", "pv-1");
        objects.withVolume("pv-1", "elsewhere", "/x").withScaler(FakeNfsObjects.scaler("home", "Down"));

        assertThat(hold("")).isEmpty();
    }

    @Test
    void shouldBelieveTheOneScalerThatSaysItIsDown() {
        bind("photos", "pv-1");
        objects.withVolume("pv-1", "nas", "/tank/photos")
                .withScaler(FakeNfsObjects.scaler("attic", "Up"))
                .withScaler(FakeNfsObjects.scaler("home", "Down"));

        assertThat(hold("")).contains(down("home", "PersistentVolumeClaim default/photos"));
    }

    @Test
    void shouldReadNoScalersWhereNothingIsOnNfs() {
        bind("photos", "pv-1");
        objects.withBlockVolume("pv-1").withScaler(FakeNfsObjects.scaler("home", "Down"));

        assertThat(hold("moverVolumes: [{mountPath: keys, volumeSource: {secret: {secretName: keys}}}]"))
                .isEmpty();
        assertThat(objects.scalerReads()).isZero();
    }

    @Test
    void shouldHoldNothingWhileTheVolumeIsNotBoundOrNotToBeSeen() {
        objects.withScaler(FakeNfsObjects.scaler("home", "Down"));

        assertThat(hold("")).isEmpty();
        bind("photos", "pv-gone");
        assertThat(hold("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mnt/backup", "/mnt/backup/photos", "local:/mnt/backup/photos/"})
    void shouldHoldTheRunWhoseRepositoryIsOnAServerThatIsDown(String repository) {
        references.withSecret("photos-restic", Map.of("RESTIC_REPOSITORY", repository, "RESTIC_PASSWORD", "x"));
        objects.withScaler(FakeNfsObjects.scaler("home", "Down"));

        assertThat(hold("moverVolumes: [{mountPath: backup, volumeSource: {nfs: {server: nas, path: /tank}}}]"))
                .contains(down("home", "the repository (mover volume /mnt/backup)"));
    }

    @Test
    void shouldHoldTheRunWithAnyMoverVolumeOnAServerThatIsDown() {
        references.withSecret("photos-restic", Map.of("RESTIC_REPOSITORY", "/mnt/backup2", "RESTIC_PASSWORD", "x"));
        references.withClaim("nas-claim", Map.of());
        bind("nas-claim", "pv-2");
        objects.withVolume("pv-2", "nas", "/tank").withScaler(FakeNfsObjects.scaler("home", "Down"));

        assertThat(
                        hold(
                                "moverVolumes: [{mountPath: backup, volumeSource: {persistentVolumeClaim: {claimName: nas-claim}}}]"))
                .contains(down("home", "mover volume /mnt/backup"));
    }

    private static Hold down(String scaler, String needed) {
        return new Hold(
                "NfsScaler " + scaler,
                "NFS server truenas is down, and " + needed + " is on it; one run starts when it is up again");
    }

    private void bind(String claim, String volume) {
        references
                .claim("default", claim)
                .orElseThrow()
                .setSpec(new PersistentVolumeClaimSpecBuilder()
                        .withVolumeName(volume)
                        .build());
    }

    private Optional<Hold> hold(String restic) {
        ReplicationSource source = SampleSources.withRestic(restic);
        return new NfsOutages(references, objects)
                .hold(SourceReferences.lookUp(source, SamplePlans.settings(source), references));
    }
}
