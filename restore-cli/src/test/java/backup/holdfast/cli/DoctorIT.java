package backup.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.cli.CommandLineScene.Run;
import backup.holdfast.crds.LookRequest;
import backup.holdfast.crds.volsync.ReplicationSource;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorIT {
    @TempDir
    private Path folder;

    @AutoClose
    private CommandLineScene scene;

    @BeforeEach
    void start() {
        scene = new CommandLineScene(folder);
    }

    @Test
    void shouldFindNothingWrongWhereAllIsWell() {
        lease("holdfast", "2026-11-20T11:59:58.000000Z", "holdfast.backup/movers: jobs");
        secret("{RESTIC_REPOSITORY: /repository, RESTIC_PASSWORD: word}");
        claim();
        source("copyMethod: Direct");

        Run run = scene.run("doctor");

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out())
                .contains(
                        "good    ReplicationSource", "good    controller", "holdfast-0 leads by Lease default/holdfast")
                .contains("good    default/photos", "good    leftovers")
                .doesNotContain("wrong", "unknown");
    }

    @Test
    void shouldSayHowToMendWhatASourceRefersTo() {
        source("copyMethod: Direct");

        Run run = scene.run("doctor");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out())
                .contains("wrong     default/photos", "there is no Secret photos-restic in namespace default")
                .contains("PersistentVolumeClaim photos (spec.sourcePVC) does not exist")
                .contains("default/photos: The source names it in spec.restic.");
        secret("{RESTIC_REPOSITORY: /repository}");
        assertThat(scene.run("doctor").out()).contains("Secret photos-restic has no value for RESTIC_PASSWORD");
    }

    @Test
    void shouldMissSnapshotClasses() {
        secret("{RESTIC_REPOSITORY: /repository, RESTIC_PASSWORD: word}");
        claim();
        source("copyMethod: Snapshot");

        assertThat(scene.run("doctor").out()).contains("the cluster knows no VolumeSnapshots");

        definition("volumesnapshotclasses", "VolumeSnapshotClass", "snapshot.storage.k8s.io", "v1");
        scene.apply("""
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: fast}
                provisioner: csi.example
                """);
        assertThat(scene.run("doctor").out())
                .contains("no VolumeSnapshotClass is of the driver csi.example of its StorageClass fast");
        scene.apply("""
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotClass
                metadata: {name: snaps}
                driver: csi.example
                deletionPolicy: Delete
                """);
        assertThat(scene.run("doctor").out()).contains("good      default/photos");
    }

    @Test
    void shouldSeeWhoIsAtWorkAndWhoIsNot() {
        lease("holdfast", "2026-11-20T09:00:00.000000Z", "holdfast.backup/movers: jobs");
        lease("b95b3104.backube", "2026-11-20T11:59:30.000000Z", "a: b");

        Run run = scene.run("doctor");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out())
                .contains("nobody leads: Lease default/holdfast was renewed 3h ago")
                .contains("it is at work in namespace default, and Holdfast writes nothing meanwhile")
                .contains("VolSync: Scale it to zero: docs/coming-from-volsync.md.");
    }

    @Test
    void shouldKnowOldDefinitions() {
        scene.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("replicationdestinations.volsync.backube")
                .delete();

        Run run = scene.run("doctor");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out()).contains("wrong     ReplicationDestination   the cluster does not know it");
    }

    @Test
    void shouldFindWhatRestoresHaveLeft() {
        scene.apply("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: photos, annotations: {holdfast.backup/hold: rs-20261119-120000-4f2a}}
                spec: {replicas: 0}
                """);
        scene.apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata:
                  name: photos
                  annotations: {holdfast.backup/restore: '{"runId":"hf-1","snapshotId":"c8fd20e0","phase":"Failed"}'}
                spec: {accessModes: [ReadWriteOnce], storageClassName: fast}
                """);

        Run run = scene.run("doctor");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out())
                .contains("it is held for run rs-20261119-120000-4f2a, which is over or forgotten")
                .contains("remove its annotation holdfast.backup/hold.")
                .contains("a restore into it is under way or ended badly (run hf-1, phase Failed)");
    }

    @Test
    void shouldAskTheRepositoriesFromHereAndFromInside() {
        secret("{RESTIC_REPOSITORY: /nowhere/at/all, RESTIC_PASSWORD: word}");
        claim();
        source("copyMethod: Direct");
        scene.whileWaiting(time -> {});

        Run run = scene.run("doctor", "--reach", "-o", "json");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.out())
                .contains("its repository does not answer from here: the repository is the folder /nowhere/at/all")
                .contains("its repository does not answer from inside: no mover came within 20 seconds");
    }

    /** Where movers run beside the controller nobody can look from inside: that is nothing to mend. */
    @Test
    void shouldNotCallWrongWhatNobodyCanAsk() {
        secret("{RESTIC_REPOSITORY: /nowhere/at/all, RESTIC_PASSWORD: word}");
        claim();
        source("copyMethod: Direct");
        scene.whileWaiting(time -> {
            String token = LookRequest.on(scene.client()
                            .resources(ReplicationSource.class)
                            .inNamespace("default")
                            .withName("photos")
                            .require())
                    .get(0)
                    .token();
            scene.apply("""
                    apiVersion: events.k8s.io/v1
                    kind: Event
                    metadata: {name: refused}
                    reason: LookRefused
                    note: 'Question %s: use --local'
                    """.formatted(token));
        });

        assertThat(scene.run("doctor", "--reach").out().lines())
                .contains(
                        "unknown   default/photos           its repository was not asked from inside: no mover looks: use --local");
    }

    private void lease(String name, String renewed, String annotation) {
        scene.apply("""
                apiVersion: coordination.k8s.io/v1
                kind: Lease
                metadata: {name: %s, annotations: {%s}}
                spec: {holderIdentity: holdfast-0, renewTime: '%s', leaseDurationSeconds: 15}
                """.formatted(name, annotation, renewed));
    }

    private void secret(String content) {
        scene.apply("apiVersion: v1\nkind: Secret\nmetadata: {name: photos-restic}\nstringData: " + content + "\n");
    }

    private void claim() {
        scene.apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: photos}
                spec: {accessModes: [ReadWriteOnce], storageClassName: fast}
                """);
    }

    private void definition(String plural, String kind, String group, String version) {
        scene.apply("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: %1$s.%3$s}
                spec:
                  group: %3$s
                  names: {kind: %2$s, listKind: %2$sList, plural: %1$s, singular: %1$s}
                  scope: Cluster
                  versions:
                    - name: %4$s
                      served: true
                      storage: true
                      schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                """.formatted(plural, kind, group, version));
    }

    private void source(String more) {
        scene.apply("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: photos}
                spec: {sourcePVC: photos, trigger: {schedule: '0 4 * * *'}, restic: {repository: photos-restic, %s}}
                """.formatted(more));
    }
}
