package backup.holdfast.embedded;

import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.SelectedSnapshot;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the quickstart shows, scene by scene. Every sentence is about something that has just been seen to happen. */
final class Tour {
    private static final String NAMESPACE = "default";
    private static final String SCHEDULED = "photos";
    private static final String BY_HAND = "photos-by-hand";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final KubernetesClient client;
    private final Manifests manifests;
    private final DemoVolume volume;
    private final NasOutage outage;
    private final Narrator narrator;

    Tour(KubernetesClient client, Manifests manifests, DemoVolume volume, NasOutage outage, Narrator narrator) {
        this.client = client;
        this.manifests = manifests;
        this.volume = volume;
        this.outage = outage;
        this.narrator = narrator;
    }

    /** @throws IllegalStateException when something does not happen as it should, in words */
    void run() throws IOException, InterruptedException {
        firstBackup();
        changes();
        loss();
        outage.run();
    }

    private void firstBackup() throws IOException {
        narrator.scene("A volume, a Secret and a ReplicationSource are applied; the first backup starts by itself");
        volume.create();
        narrator.say("volume photos: " + volume.describe());
        for (String file : List.of("volume.yaml", "secret.yaml", "schedule.yaml")) {
            manifests.apply(client, file);
            narrator.say("applied examples/quickstart/" + file);
        }
        LastRun first = lastRun(await(SCHEDULED, "its first snapshot", status -> snapshot(status) != null));
        narrator.say("snapshot " + shortId(first) + ": " + first.filesTotal() + " files, " + first.bytesAdded()
                + " bytes stored");
    }

    private void changes() throws IOException {
        narrator.scene("Files change; the schedule takes only what is new, and a manual trigger asks for one more");
        String before = String.valueOf(snapshot(status(SCHEDULED)));
        volume.change();
        narrator.say("changed, added and removed a few files");
        LastRun second = lastRun(await(
                SCHEDULED,
                "a second snapshot",
                status -> snapshot(status) != null && !before.equals(snapshot(status))));
        narrator.say("snapshot " + shortId(second) + ": " + second.bytesAdded() + " bytes added for "
                + second.bytesProcessed() + " bytes of data");
        manifests.apply(client, "manual.yaml");
        narrator.say("applied examples/quickstart/manual.yaml");
        ReplicationStatus manual = await(BY_HAND, "its manual sync", status -> status.lastManualSync() != null);
        narrator.say("manual sync \"" + manual.lastManualSync() + "\" is done");
    }

    private void loss() throws IOException {
        narrator.scene("The volume is lost, and comes back from the newest snapshot");
        pause();
        Map<String, String> expected = volume.digests();
        volume.lose();
        narrator.say("volume photos: " + volume.describe());
        manifests.apply(client, "restore.yaml");
        narrator.say("applied examples/quickstart/restore.yaml");
        SelectedSnapshot restored = restored();
        narrator.say("restored snapshot " + restored.id().substring(0, 8) + " of " + restored.time() + ", "
                + restored.why());
        Map<String, String> found = volume.digests();
        if (!found.equals(expected)) {
            throw new IllegalStateException("the restored volume differs: expected " + expected + ", found " + found);
        }
        narrator.say("compared " + found.size() + " files and links with what was lost: all are equal");
    }

    /** So that nothing backs up the volume while it is empty; what runs is waited for. */
    private void pause() {
        for (String name : List.of(SCHEDULED, BY_HAND)) {
            client.resources(ReplicationSource.class)
                    .inNamespace(NAMESPACE)
                    .withName(name)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"paused\":true}}");
            await(name, "its run to end", status -> status.run() == null);
        }
        narrator.say("paused both sources");
    }

    private SelectedSnapshot restored() {
        Resource<ReplicationDestination> destination = client.resources(ReplicationDestination.class)
                .inNamespace(NAMESPACE)
                .withName(SCHEDULED);
        return Objects.requireNonNull(await(destination, "the restore", status -> status.lastManualSync() != null)
                .selectedSnapshot());
    }

    private ReplicationStatus await(String name, String what, Predicate<ReplicationStatus> condition) {
        return await(
                client.resources(ReplicationSource.class).inNamespace(NAMESPACE).withName(name), what, condition);
    }

    private static <R extends ReplicationResource<?>> ReplicationStatus await(
            Resource<R> resource, String what, Predicate<ReplicationStatus> condition) {
        R object = resource.waitUntilCondition(
                seen -> seen != null && (failed(seen) || condition.test(seen.getStatus())),
                PATIENCE.toSeconds(),
                TimeUnit.SECONDS);
        if (failed(object)) {
            LastRun last = object.getStatus().lastRun();
            throw new IllegalStateException("waiting for " + what + ": "
                    + (last == null ? "the run failed" : last.failureClass() + ": " + last.message()));
        }
        return object.getStatus();
    }

    private static boolean failed(ReplicationResource<?> object) {
        return object.getStatus().consecutiveFailures() > 0;
    }

    private ReplicationSource source(String name) {
        return client.resources(ReplicationSource.class)
                .inNamespace(NAMESPACE)
                .withName(name)
                .require();
    }

    private ReplicationStatus status(String name) {
        return source(name).getStatus();
    }

    private static @Nullable String snapshot(ReplicationStatus status) {
        return status.restic().latestSnapshot() == null
                ? null
                : status.restic().latestSnapshot().id();
    }

    private static LastRun lastRun(ReplicationStatus status) {
        return Objects.requireNonNull(status.lastRun());
    }

    private static String shortId(LastRun run) {
        return run.snapshotId() == null ? "-" : run.snapshotId().substring(0, 8);
    }
}
