package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.resolver.CustomCertificate;
import backup.holdfast.controller.resolver.References;
import backup.holdfast.controller.sync.RepositoryReferences;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.PopulationMark;
import backup.holdfast.crds.RestoreMark;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.state.Hold;
import backup.holdfast.replication.state.Readiness;
import backup.holdfast.replication.state.Readiness.NotReady;
import backup.holdfast.replication.state.Readiness.Ready;
import backup.holdfast.testsupport.tls.TestAuthority;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimSpecBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatusBuilder;
import io.fabric8.kubernetes.api.model.TypedObjectReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceReferencesTest {
    private final ReplicationSource source = SampleSources.withRestic("");

    @Test
    void shouldBeReadyWithADigestOfWhatTheRunIsMadeFrom() {
        SourceReferences found = lookUp(FakeReferences.complete());

        assertThat(found.readiness()).isEqualTo(new Ready("3/photos-restic@42"));
        assertThat(found.hold()).isEmpty();
        assertThat(found.restoredEmptyAt()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3/photos-restic@42, 3, true", "3/photos-restic@42, 2, false", "33/x@1, 3, false", "'', 3, false"})
    void shouldTellTheGenerationOfADigest(String inputs, long generation, boolean same) {
        assertThat(RepositoryReferences.areOfGeneration(inputs, generation)).isEqualTo(same);
    }

    @Test
    void shouldNameTheSecretThatIsMissing() {
        assertThat(readiness(new FakeReferences().withClaim("photos", Map.of())))
                .isEqualTo(new NotReady(
                        FailureClass.SECRET_MISSING,
                        "Secret default/photos-restic does not exist. Create it with RESTIC_REPOSITORY and"
                                + " RESTIC_PASSWORD."));
    }

    @Test
    void shouldNameTheKeyThatIsMissing() {
        FakeReferences references = FakeReferences.complete()
                .withSecret("photos-restic", Map.of("RESTIC_REPOSITORY", "s3:https://minio/bucket/photos"));

        assertThat(readiness(references))
                .isEqualTo(new NotReady(
                        FailureClass.SECRET_INCOMPLETE,
                        "Secret default/photos-restic has no value for RESTIC_PASSWORD."));
    }

    @Test
    void shouldSayThatTheAddressIsMalformed() {
        FakeReferences references = FakeReferences.complete()
                .withSecret("photos-restic", Map.of("RESTIC_REPOSITORY", "minio:b", "RESTIC_PASSWORD", "x"));

        assertThat(((NotReady) readiness(references)).failure()).isEqualTo(FailureClass.INVALID_REPOSITORY);
    }

    @Test
    void shouldNameTheCertificateThatIsMissing() {
        ReplicationSource trusting = SampleSources.withRestic("customCA: {configMapName: ca, key: ca.crt}");
        FakeReferences references = FakeReferences.complete();

        SourceReferences found = SourceReferences.lookUp(trusting, SamplePlans.settings(trusting), references);

        assertThat(found.readiness())
                .isEqualTo(new NotReady(
                        FailureClass.CUSTOM_CA_UNUSABLE,
                        "ConfigMap default/ca (spec.restic.customCA.configMapName) does not exist. Create it with the"
                                + " CA's certificate under the key ca.crt."));
        assertThat(found.certificate()).isEmpty();
    }

    @Test
    void shouldHaveADigestThatChangesWithTheCertificate(@TempDir Path folder) {
        ReplicationSource trusting = SampleSources.withRestic("customCA: {configMapName: ca, key: ca.crt}");
        String pem = TestAuthority.create(folder).certificate();
        FakeReferences references = FakeReferences.complete().withConfigMap("ca", Map.of("ca.crt", pem), "8");

        SourceReferences found = SourceReferences.lookUp(trusting, SamplePlans.settings(trusting), references);

        assertThat(found.readiness()).isEqualTo(new Ready("3/photos-restic@42+configmap/ca/ca.crt@8"));
        assertThat(found.certificate()).map(CustomCertificate.Usable::pem).contains(pem);
    }

    @Test
    void shouldNameTheVolumeThatIsMissing() {
        assertThat(readiness(FakeReferences.complete().withoutClaim("photos")))
                .isEqualTo(new NotReady(
                        FailureClass.SOURCE_MISSING,
                        "PersistentVolumeClaim default/photos (spec.sourcePVC) does not exist."));
    }

    @Test
    void shouldRefuseABlockDeviceInWords() {
        FakeReferences references = FakeReferences.complete();
        references
                .claim("default", "photos")
                .orElseThrow()
                .setSpec(new PersistentVolumeClaimSpecBuilder()
                        .withVolumeMode("Block")
                        .build());

        assertThat(readiness(references))
                .isEqualTo(new NotReady(
                        FailureClass.INVALID_SPEC,
                        "PersistentVolumeClaim default/photos (spec.sourcePVC) is a block device (volumeMode: Block),"
                                + " and restic backs up files: name a claim with a file system."));
    }

    @Test
    void shouldBeHeldByTheMarkOfARestore() {
        String mark = new RestoreMark("hf-00000000-20261119t040000", "5d1c8f0e", "Restoring").toAnnotation();

        SourceReferences found =
                lookUp(FakeReferences.complete().withClaim("photos", Map.of(HoldfastKeys.RESTORE, mark)));

        assertThat(found.hold())
                .contains(new Hold(
                        "PersistentVolumeClaim default/photos",
                        "a restore into the volume is under way or ended badly (run hf-00000000-20261119t040000, phase"
                                + " Restoring); restore it again, or remove annotation holdfast.backup/restore if the"
                                + " volume is good"));
    }

    /** By whichever populator: a backup would be of nothing, or of half of it. */
    @ParameterizedTest
    @CsvSource({
        "ReplicationDestination, Pending, true",
        "Restore, , true",
        "ReplicationDestination, Bound, false",
        "VolumeSnapshot, Pending, false",
        "PersistentVolumeClaim, Pending, false",
    })
    void shouldBeHeldWhileTheClaimIsBeingPopulated(String kind, String phase, boolean held) {
        FakeReferences references = FakeReferences.complete();
        PersistentVolumeClaim claim = references.claim("default", "photos").orElseThrow();
        claim.setSpec(new PersistentVolumeClaimSpecBuilder()
                .withDataSourceRef(new TypedObjectReference("example.com", kind, "back", null))
                .build());
        claim.setStatus(
                new PersistentVolumeClaimStatusBuilder().withPhase(phase).build());

        assertThat(lookUp(references).hold().map(Hold::by))
                .isEqualTo(held ? Optional.of("PersistentVolumeClaim default/photos") : Optional.empty());
    }

    @Test
    void shouldBeHeldUntilThePopulatorHasTidiedUp() {
        String mark = new PopulationMark(new RestoreMark("", "5d1c8f0e", "Populating"), Map.of("phase", "FILLED"))
                .toAnnotation();

        assertThat(lookUp(FakeReferences.complete().withClaim("photos", Map.of(HoldfastKeys.RESTORE, mark)))
                        .hold())
                .hasValueSatisfying(hold -> assertThat(hold.reason()).contains("is being populated"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "{\"runId\":"})
    void shouldBeHeldByAMarkThatNobodyCanRead(String mark) {
        SourceReferences found =
                lookUp(FakeReferences.complete().withClaim("photos", Map.of(HoldfastKeys.RESTORE, mark)));

        assertThat(found.hold())
                .contains(new Hold(
                        "PersistentVolumeClaim default/photos",
                        "a restore into the volume is under way or ended badly (its mark cannot be read); restore it again,"
                                + " or remove annotation holdfast.backup/restore if the volume is good"));
    }

    @ParameterizedTest
    @CsvSource({
        "hf-7c1e04d2-20261120t040000, 2026-11-20T04:00:00Z",
        "hf-7c1e04d2-20269999t999999, 2026-10-01T00:00:00Z",
        "by hand,                     2026-10-01T00:00:00Z",
        "'',                          2026-10-01T00:00:00Z"
    })
    void shouldDateAVolumeThatWasRestoredEmpty(String mark, Instant at) {
        SourceReferences found =
                lookUp(FakeReferences.complete().withClaim("photos", Map.of(HoldfastKeys.RESTORED_EMPTY, mark)));

        assertThat(found.restoredEmptyAt()).contains(at);
        assertThat(found.hold()).isEmpty();
    }

    @Test
    void shouldShowNoValueOfTheSecret() {
        assertThat(lookUp(FakeReferences.complete()).toString()).doesNotContain(FakeReferences.PASSWORD);
    }

    private Readiness readiness(References references) {
        return lookUp(references).readiness();
    }

    private SourceReferences lookUp(References references) {
        return SourceReferences.lookUp(source, SamplePlans.settings(source), references);
    }
}
