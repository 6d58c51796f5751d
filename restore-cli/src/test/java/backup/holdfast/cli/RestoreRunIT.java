package backup.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.cli.CommandLineScene.Run;
import backup.holdfast.cli.RestorePlanner.Request;
import backup.holdfast.cli.catalog.Catalog;
import backup.holdfast.cli.cluster.RunStore;
import backup.holdfast.cli.cluster.Scope;
import backup.holdfast.cli.engine.Records;
import backup.holdfast.cli.engine.Wait;
import backup.holdfast.cli.run.DestinationSpec.ExtraFiles;
import backup.holdfast.cli.run.DestinationSpec.Safety;
import backup.holdfast.cli.run.RunRecord;
import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.replication.snapshot.RestorePoint;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole restores against an API in this JVM, with everybody else played: see {@link AppScene}. */
class RestoreRunIT {
    @TempDir
    private Path folder;

    @AutoClose
    private CommandLineScene scene;

    @BeforeEach
    void start() {
        scene = new CommandLineScene(folder);
        AppScene.definitions(scene);
    }

    @Test
    void shouldBringAnApplicationBackInOneLine() {
        AppScene app = app("media");
        String before = app.state();

        Run run = scene.run("pvc", "photos", "-n", "media", "--previous", "1", "--yes");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(app.content).containsEntry("photos", "restored");
        assertThat(app.state()).isEqualTo(before);
        assertThat(app.leftovers()).isEqualTo("destinations 0, leases 0");
        assertThat(run.out().replace(lastRun("media"), "RUN")).isEqualTo("""
                Restore media/photos from source photos: 1 before the newest, looked up when the restore begins
                  Suspend Kustomization media/apps
                  Suspend HelmRelease media/photos
                  Hold Deployment media/photos: 2 -> 0, and 2 again afterwards
                  Hold Deployment media/photos-worker: 1 -> 0, and 1 again afterwards
                  Hold CronJob media/thumbnails
                What is in the volume now is overwritten; files that the snapshot does not have stay (--delete-extra deletes them).
                A copy of what is there now is made first, and kept for 7 days: restore rollback RUN -n media brings it back.
                restored photos
                """);
        assertThat(run.err()).contains("restoring snapshot c8fd20e0 of 2026-11-19T04:00:00Z: 1 before the newest");
        Run runs = scene.run("runs", "-n", "media");
        assertThat(runs.exitCode()).isZero();
        assertThat(runs.out()).contains("restored").doesNotContain("UNFINISHED");
    }

    @Test
    void shouldChangeNothingInADryRunOrWithoutAYes() {
        AppScene app = app("media");
        String before = app.state();

        assertThat(scene.run("pvc", "photos", "-n", "media", "--dry-run").exitCode())
                .isZero();
        assertThat(scene.run("pvc", "photos", "-n", "media", "--in-place").exitCode())
                .isEqualTo(6);
        assertThat(scene.answering("n\n", "pvc", "photos", "-n", "media", "--in-place")
                        .exitCode())
                .isEqualTo(6);
        assertThat(scene.run("pvc", "photos", "-n", "media").exitCode()).isEqualTo(2);

        assertThat(app.state()).isEqualTo(before);
        assertThat(app.leftovers()).isEqualTo("destinations 0, leases 0");
        assertThat(scene.run("runs", "-n", "media").err()).isEqualTo("No restores in namespace media.\n");
        Run answered = scene.answering("in-place\ny\n", "pvc", "photos", "-n", "media");
        assertThat(answered.exitCode()).as(answered.err()).isZero();
        assertThat(app.content).containsEntry("photos", "restored");
    }

    @Test
    void shouldLeaveSuspendedWhatWasSuspendedBefore() {
        AppScene app = app("media");
        app.patch(
                app.get(AppScene.HELM + "/v2", "HelmRelease", "helmreleases", "photos"),
                "{\"spec\":{\"suspend\":true}}");
        app.patch(app.get("batch/v1", "CronJob", "cronjobs", "thumbnails"), "{\"spec\":{\"suspend\":true}}");
        app.patch(app.get("apps/v1", "Deployment", "deployments", "photos-worker"), "{\"spec\":{\"replicas\":0}}");
        app.tick();
        String before = app.state();

        Run run = scene.run("pvc", "photos", "-n", "media", "--yes");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("Suspend HelmRelease media/photos: is suspended already, and stays so");
        assertThat(app.state()).isEqualTo(before).contains("photos-worker 0", "HelmRelease suspend true");
    }

    @Test
    void shouldTakeForItsOwnTheReplicasThatAnNfsScalerRemembers() {
        AppScene app = app("media");
        GenericKubernetesResource held = app.get("apps/v1", "Deployment", "deployments", "photos-worker");
        app.patch(
                app.get(AppScene.HELM + "/v2", "HelmRelease", "helmreleases", "photos"),
                "{\"spec\":{\"suspend\":true}}");
        app.patch(
                held,
                "{\"metadata\":{\"annotations\":{\"" + HoldfastKeys.NFS_SCALED
                        + "\":\"{\\\"replicas\\\":3,\\\"uid\\\":\\\""
                        + held.getMetadata().getUid()
                        + "\\\",\\\"scaler\\\":\\\"nas\\\",\\\"time\\\":\\\"2026-11-20T04:00:00Z\\\"}\"}},\"spec\":{\"replicas\":0}}");
        app.tick();

        Run run = scene.run("pvc", "photos", "-n", "media", "--yes");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("Hold Deployment media/photos-worker: 3 -> 0, and 3 again afterwards");
        // Its server is away still: whoever took the replicas gives them back.
        assertThat(app.state()).contains("photos-worker 0\n");
    }

    @Test
    void shouldRefuseWhatItCannotHoldBeforeAnythingIsChanged() {
        AppScene app = app("media");
        scene.apply("""
                apiVersion: v1
                kind: Pod
                metadata: {name: shell, namespace: media}
                spec: {containers: [{name: c, image: i}], volumes: [{name: v, persistentVolumeClaim: {claimName: photos}}]}
                status: {phase: Running}
                """);
        scene.apply("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: database-1
                  namespace: media
                  ownerReferences: [{apiVersion: postgresql.cnpg.io/v1, kind: Cluster, name: database, uid: u, controller: true}]
                spec: {containers: [{name: c, image: i}], volumes: [{name: v, persistentVolumeClaim: {claimName: photos}}]}
                status: {phase: Running}
                """);
        String before = app.state();

        Run run = scene.run("pvc", "photos", "-n", "media", "--yes");

        assertThat(run.exitCode()).isEqualTo(6);
        assertThat(run.err()).isEqualTo("""
                restore: Pod media/database-1 is run by Cluster database, and nobody here knows how to hold that: stop it yourself first
                         Pod media/shell belongs to no workload, so that nobody would start it again: delete it yourself first
                Nothing was changed.
                """);
        assertThat(app.state()).isEqualTo(before);
        assertThat(app.leftovers()).isEqualTo("destinations 0, leases 0");
    }

    @Test
    void shouldStopWhereTheRestoreNeedsAPersonAndFinishWhenThatIsMended() {
        AppScene app = app("media");
        String before = app.state();
        app.failing.put("photos", "WrongPassword");

        Run run = scene.run("pvc", "photos", "-n", "media", "--yes");

        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err()).contains("restore: WrongPassword: RESTIC_PASSWORD does not open the repository.");
        assertThat(app.state()).contains("photos 0 [" + HoldfastKeys.HOLD + "]", "HelmRelease suspend true");
        String id = openRun("media");
        scene.pass(Duration.ofSeconds(5));
        Run unfinished = scene.run("runs", "-n", "media");
        assertThat(unfinished.exitCode()).isEqualTo(5);
        assertThat(unfinished.out()).contains("UNFINISHED for 5s");
        Run refused = scene.run("rollback", id, "-n", "media");
        assertThat(refused.exitCode()).isEqualTo(6);
        assertThat(refused.err()).contains("has begun to write to photos");
        assertThat(scene.run("pvc", "photos", "-n", "media", "--yes").exitCode())
                .isEqualTo(6);

        app.failing.clear();
        Run again = scene.run("continue", id, "-n", "media");

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(app.content).containsEntry("photos", "restored");
        assertThat(app.state()).isEqualTo(before);
        assertThat(app.leftovers()).isEqualTo("destinations 0, leases 0");
    }

    @Test
    void shouldLetOnlyOneProcessWorkOnAVolume() {
        app("media");
        assertThatThrownBy(() -> begin("media", 3, Moment.AFTER)).isInstanceOf(Killed.class);
        String id = openRun("media");

        assertThat(scene.run("continue", id, "-n", "media").exitCode()).isEqualTo(9);
        assertThat(scene.run("runs", "-n", "media").out()).contains("at work");
        scene.pass(Duration.ofMinutes(2));
        assertThat(scene.run("continue", id, "-n", "media").exitCode()).isZero();
        Run once = scene.run("continue", id, "-n", "media");
        assertThat(once.exitCode()).isEqualTo(6);
        assertThat(once.err()).contains("has ended: restored");
    }

    @Test
    void shouldTakeAgainWhatSomebodyPutsBackMeanwhile() {
        AppScene app = app("media");
        String before = app.state();
        boolean[] done = {false};
        scene.whileWaiting(time -> {
            if (!done[0] && !app.leftovers().startsWith("destinations 0")) {
                done[0] = true;
                // Somebody in good faith, and a controller that never heard of holds.
                app.patch(app.get("apps/v1", "Deployment", "deployments", "photos"), "{\"spec\":{\"replicas\":2}}");
                app.patch(
                        app.get(AppScene.FLUX + "/v1", "Kustomization", "kustomizations", "apps"),
                        "{\"spec\":{\"suspend\":false},\"metadata\":{\"annotations\":{\"" + HoldfastKeys.RESTORE_RUN
                                + "\":null}}}");
                return;
            }
            app.tick();
        });

        Run run = scene.run("pvc", "photos", "-n", "media", "--yes");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err())
                .contains(
                        "Deployment media/photos was put back by somebody: taken again",
                        "Kustomization media/apps was put back by somebody: taken again");
        assertThat(app.state()).isEqualTo(before);
    }

    @Test
    void shouldBringBackWhatWasThereBeforeARunThatHasEnded() {
        AppScene app = app("media");
        String before = app.state();
        assertThat(scene.run("pvc", "photos", "-n", "media", "--yes").exitCode())
                .isZero();
        String id = lastRun("media");
        assertThat(scene.run("rollback", id, "-n", "media", "--yes").err())
                .contains("there is no copy of what was in photos before");
        saved("media", id);
        scene.pass(Duration.ofMinutes(1));

        Run run = scene.run("rollback", id, "-n", "media", "--yes");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("Restore media/photos: as it was before run " + id + "\n");
        assertThat(app.content).containsEntry("photos", "as it was");
        assertThat(app.state()).isEqualTo(before);
        assertThat(app.leftovers()).isEqualTo("destinations 0, leases 0");
    }

    @Test
    void shouldBringBackWhatWasThereBeforeARestoreThatFails() {
        AppScene app = app("media");
        String before = app.state();
        app.failing.put("photos", "WrongPassword");
        assertThat(scene.run("pvc", "photos", "-n", "media", "--yes").exitCode())
                .isEqualTo(5);
        assertThat(app.content).containsEntry("photos", "half");
        String id = openRun("media");
        saved("media", id);
        app.failing.clear();
        scene.pass(Duration.ofMinutes(2));

        Run run = scene.run("rollback", id, "-n", "media");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(app.content).containsEntry("photos", "as it was");
        assertThat(app.state()).isEqualTo(before);
        assertThat(app.leftovers()).isEqualTo("destinations 0, leases 0");
    }

    /** As a controller that makes such copies lets it be known. */
    private void saved(String namespace, String id) {
        RunStore store = new RunStore(scene.client());
        RunStore.Stored stored = store.find(namespace, id).orElseThrow();
        store.write(stored, stored.record().with(stored.record().items().get(0).saved("0d7e2f2c7f1d")));
    }

    @Test
    void shouldRestoreBesideWithoutStoppingAnybody() {
        AppScene app = app("media");
        String before = app.state();

        Run run = scene.run("pvc", "photos", "-n", "media", "--to", "photos-old", "--yes");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(app.content).containsEntry("photos-old", "restored").containsEntry("photos", "damaged");
        assertThat(app.state()).isEqualTo(before);
        assertThat(app.leftovers()).isEqualTo("destinations 0, leases 0");
        assertThat(run.err()).doesNotContain("wait until they are ready");
        assertThat(app.get("v1", "PersistentVolumeClaim", "persistentvolumeclaims", "photos-old")
                        .<String>get("spec", "storageClassName"))
                .isEqualTo("fast");
        assertThat(scene.run("pvc", "photos", "-n", "media", "--to", "photos-old", "--yes")
                        .exitCode())
                .isEqualTo(6);
    }

    @Test
    void shouldSuspendArgoCdWithWhoeverWouldUndoThat() {
        scene.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: media}");
        scene.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: argocd}");
        AppScene app = new AppScene(scene, "media");
        app.claim("photos", "");
        app.deployment("photos", "photos", "");
        app.source("photos");
        application(
                "root",
                "automated: {selfHeal: true}",
                "{group: argoproj.io, kind: Application, namespace: argocd, name: photos}");
        application(
                "photos",
                "automated: {prune: true}",
                "{group: apps, kind: Deployment, namespace: media, name: photos}");
        application("other", "automated: {}", "{group: apps, kind: Deployment, namespace: media, name: other}");
        scene.whileWaiting(time -> app.tick());
        app.tick();

        Run run = scene.run("pvc", "photos", "-n", "media", "--yes");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().skip(1).limit(3))
                .containsExactly(
                        "  Suspend Application argocd/root: automated sync",
                        "  Suspend Application argocd/photos: automated sync",
                        "  Hold Deployment media/photos: 2 -> 0, and 2 again afterwards");
        assertThat(run.out()).doesNotContain("argocd/other");
        AppScene argo = new AppScene(scene, "argocd");
        assertThat(argo.list("argoproj.io/v1alpha1", "Application", "applications"))
                .extracting(it -> String.valueOf(it.<Object>get("spec", "syncPolicy", "automated")))
                .containsExactlyInAnyOrder("{selfHeal=true}", "{prune=true}", "{}");
    }

    @Test
    void shouldSuspendTheFluxOperatorsSets() {
        scene.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: media}");
        scene.apply("""
                apiVersion: fluxcd.controlplane.io/v1
                kind: ResourceSet
                metadata: {name: tenants, namespace: media}
                spec: {}
                """);
        AppScene app = new AppScene(scene, "media");
        app.claim("photos", "");
        app.deployment("photos", "photos", app.fluxLabels("resourceset." + AppScene.OPERATOR, "tenants"));
        app.source("photos");
        scene.whileWaiting(time -> app.tick());
        app.tick();

        Run run = scene.run("pvc", "photos", "-n", "media", "--yes");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().skip(1).limit(2))
                .containsExactly(
                        "  Suspend ResourceSet media/tenants",
                        "  Hold Deployment media/photos: 2 -> 0, and 2 again afterwards");
        assertThat(run.err()).doesNotContain("put back by somebody");
        assertThat(app.content).containsEntry("photos", "restored");
        assertThat(app.get(AppScene.OPERATOR + "/v1", "ResourceSet", "resourcesets", "tenants")
                        .getMetadata()
                        .getAnnotations())
                .isNullOrEmpty();
    }

    private void application(String name, String policy, String resource) {
        scene.apply("""
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata: {name: %s, namespace: argocd}
                spec: {syncPolicy: {%s}}
                status: {resources: [%s]}
                """.formatted(name, policy, resource));
    }

    /** Where a process is killed: before the record of what it did, or after that of what it was about to do. */
    private enum Moment {
        BEFORE,
        AFTER
    }

    @ParameterizedTest
    @EnumSource
    void shouldFinishWhereverItWasKilled(Moment moment) {
        for (int write = 1; ; write++) {
            String namespace = "c" + write;
            AppScene app = app(namespace);
            String before = app.state();
            if (!isKilled(namespace, write, moment)) {
                assertThat(write).as("writes of a whole run").isGreaterThan(20);
                return;
            }
            scene.pass(Duration.ofMinutes(2));
            // Life goes on without the command.
            app.tick();

            if (isEnded(namespace)) {
                assertThat(scene.run("continue", lastRun(namespace), "-n", namespace)
                                .exitCode())
                        .isEqualTo(6);
            }
            Run run = isEnded(namespace)
                    ? new Run(0, "", "")
                    : scene.run("continue", openRun(namespace), "-n", namespace);

            String where = "killed " + moment + " write " + write + ": " + run.err();
            assertThat(run.exitCode()).as(where).isZero();
            assertThat(app.content).as(where).containsEntry("photos", "restored");
            assertThat(app.state()).as(where).isEqualTo(before);
            assertThat(app.leftovers()).as(where).isEqualTo("destinations 0, leases 0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldUndoWhereverItWasKilled(Moment moment) {
        for (int write = 1; ; write++) {
            String namespace = "r" + write;
            AppScene app = app(namespace);
            String before = app.state();
            if (!isKilled(namespace, write, moment)) {
                return;
            }
            scene.pass(Duration.ofMinutes(2));
            app.tick();
            String id = lastRun(namespace);
            boolean ended = isEnded(namespace);

            Run run = scene.run("rollback", id, "-n", namespace);

            String where = "killed " + moment + " write " + write + ": " + run.err();
            if (app.content.get("photos").equals("damaged")) {
                assertThat(run.exitCode()).as(where).isZero();
            } else {
                assertThat(run.exitCode()).as(where).isEqualTo(6);
                scene.pass(Duration.ofMinutes(2));
                Run kept = scene.run("rollback", id, "-n", namespace, "--keep-data");
                assertThat(kept.exitCode()).as(where + kept.err()).isEqualTo(ended ? 6 : 0);
            }
            assertThat(app.state()).as(where).isEqualTo(before);
            assertThat(app.leftovers()).as(where).isEqualTo("destinations 0, leases 0");
        }
    }

    private AppScene app(String namespace) {
        AppScene app = new AppScene(scene, namespace);
        app.create();
        scene.whileWaiting(time -> app.tick());
        return app;
    }

    private boolean isKilled(String namespace, int write, Moment moment) {
        try {
            begin(namespace, write, moment);
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    /** A run that ends, as if by SIGKILL, at a write of its record. */
    private void begin(String namespace, int write, Moment moment) {
        RunRecord record = new RestorePlanner(
                        scene.client(), scene.surroundings().clock())
                .plan(new Request(
                        namespace,
                        List.of("photos"),
                        new RestorePoint.Previous(1),
                        List.of(),
                        ExtraFiles.KEEP,
                        Optional.empty(),
                        Safety.NEVER,
                        "tester",
                        Catalog::known))
                .record();
        UnaryOperator<Records> killing = records -> new Records() {
            private int writes;

            @Override
            public RunRecord write(RunRecord next) {
                writes++;
                if (writes == write && moment == Moment.BEFORE) {
                    throw new Killed();
                }
                RunRecord written = records.write(next);
                if (writes == write) {
                    throw new Killed();
                }
                return written;
            }
        };
        new RunSession(scene.surroundings(), scene.client(), killing).begin(record, Wait.DEFAULT);
    }

    private boolean isEnded(String namespace) {
        return new RunStore(scene.client()).list(Scope.in(namespace)).stream().noneMatch(RunRecord::isOpen);
    }

    private String lastRun(String namespace) {
        return new RunStore(scene.client()).list(Scope.in(namespace)).get(0).id();
    }

    private String openRun(String namespace) {
        return new RunStore(scene.client())
                .list(Scope.in(namespace)).stream()
                        .filter(RunRecord::isOpen)
                        .map(RunRecord::id)
                        .findFirst()
                        .orElseThrow();
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
