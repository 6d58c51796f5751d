package backup.holdfast.controller.mover.job;

import static backup.holdfast.controller.mover.job.Samples.claim;
import static backup.holdfast.controller.mover.job.Samples.owner;
import static backup.holdfast.controller.mover.job.Samples.restic;
import static backup.holdfast.controller.mover.job.Samples.volume;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.mover.job.CacheClaim.Step;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheClaimTest {
    private static final VolumeSight DATA = volume("photos", "ReadWriteOnce");

    @Test
    void shouldAskForOneGibibyteOfTheKindTheVolumeIs() {
        assertThat(cache("copyMethod: Direct", DATA).next(Optional.empty()))
                .isEqualTo(new Step.Create(wanted("1Gi", "fast", "ReadWriteOnce")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{cacheCapacity: 5Gi, cacheStorageClassName: local, cacheAccessModes: [ReadWriteMany],"
                        + " storageClassName: slow, accessModes: [ReadWriteOncePod]} | 5Gi | local | ReadWriteMany",
                "{storageClassName: slow, accessModes: [ReadWriteOncePod]} | 1Gi | slow | ReadWriteOncePod",
                "{accessModes: [ReadOnlyMany]} | 1Gi | fast | ReadWriteOnce",
            })
    void shouldAskForWhatTheSpecSays(String spec, String capacity, String storageClass, String mode) {
        assertThat(cache(spec, DATA).next(Optional.empty()))
                .isEqualTo(new Step.Create(wanted(capacity, storageClass, mode)));
    }

    @Test
    void shouldAskForACacheThatCanBeWrittenBesideAVolumeThatCannot() {
        assertThat(cache("{}", volume("photos", "ReadOnlyMany")).next(Optional.empty()))
                .isEqualTo(new Step.Create(wanted("1Gi", "fast", "ReadWriteOnce")));
    }

    @ParameterizedTest
    @CsvSource({"1Gi", "512Mi", "1024Mi"})
    void shouldKeepOneThatIsLargeEnough(String capacity) {
        assertThat(cache("{cacheCapacity: %s}".formatted(capacity), DATA).next(Optional.of(existing(""))))
                .isEqualTo(new Step.Keep());
    }

    @Test
    void shouldKeepTheOneOfVolSyncThatTheDefaultClassMade() {
        PersistentVolumeClaim existing = existing("");
        existing.getSpec().setStorageClassName("default-class");

        assertThat(cache("{storageClassName: slow}", DATA).next(Optional.of(existing)))
                .isEqualTo(new Step.Keep());
    }

    @Test
    void shouldGrowOneThatIsTooSmall() {
        PersistentVolumeClaim existing = existing("");

        assertThat(cache("{cacheCapacity: 2Gi}", DATA).next(Optional.of(existing)))
                .isEqualTo(new Step.Grow(existing, wanted("2Gi", "fast", "ReadWriteOnce"), new Quantity("2Gi")));
    }

    @Test
    void shouldReplaceOneThatItsDriverCannotGrow() {
        PersistentVolumeClaim existing =
                existing("status: {allocatedResourceStatuses: {storage: ControllerResizeInfeasible}}");

        assertThat(cache("{}", DATA).next(Optional.of(existing)))
                .isEqualTo(new Step.Replace(existing, wanted("1Gi", "fast", "ReadWriteOnce")));
    }

    @Test
    void shouldReplaceOneWhoseVolumeIsLost() {
        PersistentVolumeClaim existing = existing("status: {phase: Lost}");

        assertThat(cache("{}", DATA).next(Optional.of(existing)))
                .isEqualTo(new Step.Replace(existing, wanted("1Gi", "fast", "ReadWriteOnce")));
    }

    @Test
    void shouldReplaceOneWhoseClassTheSpecNoLongerNames() {
        PersistentVolumeClaim existing = existing("");

        assertThat(cache("{cacheStorageClassName: local}", DATA).next(Optional.of(existing)))
                .isEqualTo(new Step.Replace(existing, wanted("1Gi", "local", "ReadWriteOnce")));
    }

    @Test
    void shouldUseSomebodyElsesAsItIs() {
        PersistentVolumeClaim existing = existing("");
        existing.getMetadata().setOwnerReferences(List.of());

        assertThat(cache("{cacheCapacity: 9Gi, cacheStorageClassName: local}", DATA)
                        .next(Optional.of(existing)))
                .isEqualTo(new Step.Keep());
    }

    @Test
    void shouldAwaitTheEndOfOneThatIsBeingRemoved() {
        PersistentVolumeClaim existing = existing("");
        existing.getMetadata().setDeletionTimestamp("2026-11-20T04:00:00Z");

        assertThat(cache("{}", DATA).next(Optional.of(existing)))
                .isEqualTo(new Step.Await("PersistentVolumeClaim volsync-src-photos-cache is being removed"));
    }

    private static CacheClaim cache(String spec, VolumeSight data) {
        return new CacheClaim(owner("photos"), restic(spec), data);
    }

    private static PersistentVolumeClaim wanted(String capacity, String storageClass, String mode) {
        return claim(metadata() + """
                spec:
                  accessModes: [%s]
                  storageClassName: %s
                  resources: {requests: {storage: %s}}
                """.formatted(mode, storageClass, capacity));
    }

    private static PersistentVolumeClaim existing(String status) {
        return claim(metadata() + """
                spec:
                  accessModes: [ReadWriteOnce]
                  storageClassName: fast
                  resources: {requests: {storage: 1Gi}}
                """ + status);
    }

    private static String metadata() {
        return """
                metadata:
                  name: volsync-src-photos-cache
                  namespace: media
                  labels: {app.kubernetes.io/created-by: volsync}
                  ownerReferences:
                    - {apiVersion: volsync.backube/v1alpha1, kind: ReplicationSource, name: photos, uid: %s, controller: true}
                """.formatted(Samples.UID);
    }
}
