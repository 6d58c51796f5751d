package backup.holdfast.controller.destination;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.destination.DestinationSettings.Target;
import backup.holdfast.controller.resolver.RepositorySecret;
import backup.holdfast.controller.sync.RepositoryReferences;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.Readiness.NotReady;
import backup.holdfast.replication.state.Readiness.Ready;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DestinationReferencesTest {
    private static final ReplicationDestination DESTINATION = SampleDestinations.withRestic("");
    private static final Target EXISTING = new Target.Existing("photos");
    private static final Target PROVISIONED = new Target.Provisioned(
            "volsync-back-dest",
            new Quantity("1Gi"),
            List.of("ReadWriteOnce"),
            Optional.empty(),
            DestinationSettings.Afterwards.KEEP);

    @Test
    void shouldBeReadyWithAVolumeThatCanBeWritten() {
        assertThat(readiness(EXISTING, claim())).isInstanceOf(Ready.class);
        assertThat(readiness(PROVISIONED, claim().withUidOfOwner())).isInstanceOf(Ready.class);
        assertThat(readiness(PROVISIONED, null)).as("it is made").isInstanceOf(Ready.class);
        assertThat(readiness(PROVISIONED, claim().leaving()))
                .as("it is waited for")
                .isInstanceOf(Ready.class);
    }

    @Test
    void shouldNotTakeAwayWhatIsNotItsOwn() {
        assertRefused(PROVISIONED, claim(), FailureClass.INVALID_SPEC, "was not made for this destination");
    }

    @Test
    void shouldSayWhatIsWrongWithTheVolume() {
        assertRefused(EXISTING, null, FailureClass.DESTINATION_MISSING, "does not exist");
        assertRefused(EXISTING, claim().leaving(), FailureClass.DESTINATION_MISSING, "is being removed");
        assertRefused(EXISTING, claim().block(), FailureClass.INVALID_SPEC, "is a block device");
        assertRefused(EXISTING, claim().readOnly(), FailureClass.INVALID_SPEC, "can only be read");
    }

    private static void assertRefused(Target target, @Nullable Claim claim, FailureClass failure, String said) {
        assertThat(readiness(target, claim)).isInstanceOfSatisfying(NotReady.class, notReady -> {
            assertThat(notReady.failure()).isEqualTo(failure);
            assertThat(notReady.detail()).contains(said);
        });
    }

    private static Readiness readiness(Target target, @Nullable Claim claim) {
        RepositorySecret secret = RepositorySecret.read(
                "media",
                "photos-restic",
                new SecretBuilder()
                        .withNewMetadata()
                        .withName("photos-restic")
                        .endMetadata()
                        .withData(Map.of("RESTIC_REPOSITORY", "L3JlcG8=", "RESTIC_PASSWORD", "d29yZA=="))
                        .build());
        return new DestinationReferences(
                        DESTINATION,
                        target,
                        new RepositoryReferences(secret, Optional.empty()),
                        Optional.ofNullable(claim).map(it -> it.built))
                .readiness();
    }

    private static Claim claim() {
        return new Claim(new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("photos")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .endSpec()
                .build());
    }

    /** A claim, turned about. */
    private record Claim(PersistentVolumeClaim built) {
        Claim withUidOfOwner() {
            return new Claim(new PersistentVolumeClaimBuilder(built)
                    .editMetadata()
                    .addNewOwnerReference()
                    .withUid(SampleDestinations.UID)
                    .endOwnerReference()
                    .endMetadata()
                    .build());
        }

        Claim leaving() {
            return new Claim(new PersistentVolumeClaimBuilder(built)
                    .editMetadata()
                    .withDeletionTimestamp("2026-11-20T04:00:00Z")
                    .endMetadata()
                    .build());
        }

        Claim block() {
            return new Claim(new PersistentVolumeClaimBuilder(built)
                    .editSpec()
                    .withVolumeMode("Block")
                    .endSpec()
                    .build());
        }

        Claim readOnly() {
            return new Claim(new PersistentVolumeClaimBuilder(built)
                    .editSpec()
                    .withAccessModes("ReadOnlyMany")
                    .endSpec()
                    .build());
        }
    }
}
