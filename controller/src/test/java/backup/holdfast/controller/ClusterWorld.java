package backup.holdfast.controller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.volsync.LastRun;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationResource;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.crds.volsync.ReplicationStatus;
import backup.holdfast.crds.volsync.RunResult;
import backup.holdfast.testsupport.cluster.TestCluster;
import backup.holdfast.testsupport.faults.Patience;
import backup.holdfast.testsupport.faults.PowerLoss;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.files.ForgedRepository;
import backup.holdfast.testsupport.files.TreeDiff;
import backup.holdfast.testsupport.files.TreeSnapshot;
import backup.holdfast.testsupport.kubelet.PodHandle;
import backup.holdfast.testsupport.kubelet.TestKubelet;
import backup.holdfast.testsupport.kubelet.api.SnapshotKind;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.StoreFault;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A cluster with a source and a destination of one repository, to which things happen: to their controller, to the way between that and the API server, to the
 * pods of movers, to the store. After each the next run has to put everything right by itself. What a step does comes from the seed and the
 * number of the step alone.
 */
final class ClusterWorld implements AutoCloseable {
    /** As many as restic keeps of the source. */
    private static final int KEPT = 3;

    /** For what takes a moment; the first image, pod and mover may take longer on a machine that is busy. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration STEP = Duration.ofMinutes(12);
    private static final String SOURCE = "photos";
    private static final String DESTINATION = "back";
    private static final List<String> CACHES = List.of("volsync-src-photos-cache", "volsync-dst-back-cache");
    private static final int API_REQUESTS = 36;
    private static final int STORE_REQUESTS = 40;
    private static final Pattern SAMPLE = Pattern.compile("(\\w+)\\{[^}]*obj_name=\"" + SOURCE + "\"[^}]*} (\\S+)");

    private final TestCluster cluster;
    private final KubernetesClient client;
    private final String namespace;
    private final Path folder;
    private final long seed;
    private final S3Bucket bucket;
    private final CountingProxy store;
    private final TestKubelet kubelet;
    private final Path volume;
    private final Patience patience = new Patience(STEP);
    private final List<Repair> afterwards = new ArrayList<>();
    private MortalController controller;

    /** What the volume held when a run reported a snapshot, by the snapshot; the oldest first. */
    private final Map<String, TreeSnapshot> reported = new LinkedHashMap<>();

    private enum Injury {
        CONTROLLER_KILLED,
        CONTROLLER_KILLED_AFTER_ITS_REQUEST,
        CONTROLLER_KILLED_WHILE_A_MOVER_WORKS,
        API_AWAY,
        API_ANSWER_LOST,
        API_ERRORS,
        API_BUSY,
        API_CONFLICT,
        POD_KILLED,
        POD_OUT_OF_MEMORY,
        POD_DRAINED,
        NODE_SILENT,
        /** And what movers wrote last into their caches is lost. */
        NODE_WITHOUT_POWER,
        STORE
    }

    @FunctionalInterface
    private interface Repair {
        void run() throws IOException;
    }

    private enum Operation {
        BACKUP,
        RESTORE
    }

    ClusterWorld(
            TestCluster cluster, KubernetesClient client, String namespace, S3Bucket bucket, Path folder, long seed)
            throws Exception {
        this.cluster = cluster;
        this.client = client;
        this.namespace = namespace;
        this.bucket = bucket;
        this.folder = folder;
        this.seed = seed;
        // A key that costs nothing: most of the time of a step would be spent on it.
        bucket.upload(
                ForgedRepository.create(folder.resolve("repository"), new Random(seed))
                        .root(),
                "photos");
        store = CountingProxy.start(bucket.access().endpoint());
        kubelet = TestKubelet.on(client)
                .node("node-a")
                .image("holdfast", PodScene.image(folder))
                .storageClass("folders")
                .start();
        controller = controller();
        apply("""
                apiVersion: snapshot.storage.k8s.io/v1
                kind: VolumeSnapshotClass
                metadata: {name: folders}
                driver: folders.testing.holdfast.backup
                deletionPolicy: Delete
                """);
        claim(SOURCE);
        claim(DESTINATION);
        volume = kubelet.volume(SOURCE);
        FileTrees.many(volume, 12, 2_000);
        secret();
        apply("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata: {name: photos}
                spec:
                  sourcePVC: photos
                  trigger: {manual: first}
                  restic: {repository: repo, copyMethod: Snapshot, volumeSnapshotClassName: folders, pruneIntervalDays: 0, retain: {last: '3'}}
                ---
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationDestination
                metadata: {name: back}
                spec:
                  trigger: {manual: first}
                  paused: true
                  restic: {repository: repo, copyMethod: Direct, destinationPVC: back}
                """);
        patience.run(this::begin);
    }

    private void begin() throws Exception {
        awaitStatus(Operation.BACKUP, "the first backup", status -> "first".equals(status.lastManualSync()));
        remember();
        patch(ReplicationDestination.class, DESTINATION, "{\"spec\":{\"paused\":false}}");
        awaitStatus(Operation.RESTORE, "the first restore", status -> "first".equals(status.lastManualSync()));
        check();
    }

    /**
     * Lets one thing happen and puts it right.
     *
     * @return whether it happened: a run may end before the request it was to happen at
     */
    boolean step(int number) throws Exception {
        Random random = new Random(seed * 1_000_003 + number);
        change(random, number);
        Injury injury = pick(random, Injury.values());
        Operation operation = random.nextInt(5) == 0 ? Operation.RESTORE : Operation.BACKUP;
        StoreFault.Kind kind = injury == Injury.STORE
                ? pick(random, StoreFault.Kind.values())
                : pick(random, StoreFault.Kind.NONE, StoreFault.Kind.LOST);
        int moment = 1 + random.nextInt(isOfApi(injury) ? API_REQUESTS : STORE_REQUESTS);
        String what = "seed " + seed + ", step " + number + ": " + operation + ", " + injury
                + (isOfApi(injury) ? "" : " " + kind) + " at request " + moment;
        long begin = System.nanoTime();
        try {
            boolean happened = patience.within(() -> suffer(operation, number, arm(injury, kind, moment, random)));
            System.out.println("faults: " + what + (happened ? " healed" : " never came") + " after "
                    + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms");
            return happened;
        } catch (Exception | AssertionError e) {
            throw new AssertionError(what + "\n" + e.getMessage() + "\n" + describe(), e);
        }
    }

    private boolean suffer(Operation operation, int number, BooleanSupplier happened) throws Exception {
        String token = "injured-" + number;
        request(operation, token);
        awaitStatus(
                operation,
                "it to happen, or the run to end",
                status -> happened.getAsBoolean() || hasEnded(status, token));
        boolean has = happened.getAsBoolean();
        patience.awaiting("another controller, or the node");
        repair();
        awaitStatus(operation, "the end of the injured run", status -> hasEnded(status, token));
        remember();
        heal(operation, number);
        return has;
    }

    private static boolean isOfApi(Injury injury) {
        return switch (injury) {
            case CONTROLLER_KILLED,
                    CONTROLLER_KILLED_AFTER_ITS_REQUEST,
                    API_AWAY,
                    API_ANSWER_LOST,
                    API_ERRORS,
                    API_BUSY,
                    API_CONFLICT -> true;
            case CONTROLLER_KILLED_WHILE_A_MOVER_WORKS,
                    POD_KILLED,
                    POD_OUT_OF_MEMORY,
                    POD_DRAINED,
                    NODE_SILENT,
                    NODE_WITHOUT_POWER,
                    STORE -> false;
        };
    }

    private BooleanSupplier arm(Injury injury, StoreFault.Kind kind, int moment, Random random) {
        MortalController now = controller;
        return switch (injury) {
            case CONTROLLER_KILLED -> api(ApiFault.Kind.DEAD, moment, now::die);
            case CONTROLLER_KILLED_AFTER_ITS_REQUEST -> api(ApiFault.Kind.DEAD_AFTERWARDS, moment, now::die);
            case API_AWAY -> api(ApiFault.Kind.AWAY, moment, now::breakConnections);
            case API_ANSWER_LOST -> api(ApiFault.Kind.ANSWER_LOST, moment, () -> {});
            case API_ERRORS -> api(ApiFault.Kind.SERVER_ERROR, moment, () -> {});
            case API_BUSY -> api(ApiFault.Kind.BUSY, moment, () -> {});
            case API_CONFLICT -> api(ApiFault.Kind.CONFLICT, moment, () -> {});
            case CONTROLLER_KILLED_WHILE_A_MOVER_WORKS -> store(kind, moment, now::kill);
            case POD_KILLED -> store(kind, moment, () -> eachPod(PodHandle::kill));
            case POD_OUT_OF_MEMORY -> store(kind, moment, () -> eachPod(PodHandle::killByMemory));
            case POD_DRAINED -> store(kind, moment, () -> eachPod(PodHandle::drain));
            case NODE_SILENT ->
                store(kind, moment, () -> {
                    kubelet.node("node-a").lose();
                    afterwards.add(() -> kubelet.node("node-a").comeBack());
                });
            case NODE_WITHOUT_POWER ->
                store(kind, moment, () -> {
                    // Nobody hears of it before the node is back, whose runtime then remembers that the containers have
                    // ended.
                    kubelet.node("node-a").lose();
                    eachPod(PodHandle::kill);
                    afterwards.add(() -> {
                        PowerLoss loss = new PowerLoss(random);
                        for (String cache : CACHES) {
                            loss.strike(kubelet.volume(cache));
                        }
                        kubelet.node("node-a").comeBack();
                    });
                });
            case STORE -> store(kind, moment, () -> {});
        };
    }

    private BooleanSupplier api(ApiFault.Kind kind, int moment, Runnable meanwhile) {
        ApiFault fault = new ApiFault(kind, moment, meanwhile);
        controller.behave(fault);
        return fault::hasHappened;
    }

    private BooleanSupplier store(StoreFault.Kind kind, int moment, Runnable meanwhile) {
        StoreFault fault = new StoreFault(kind, moment, meanwhile);
        store.behave(fault);
        return fault::hasHappened;
    }

    private void eachPod(Consumer<PodHandle> injury) {
        client.pods().inNamespace(namespace).list().getItems().stream()
                .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                .map(pod -> kubelet.pod(pod.getMetadata().getName()))
                .forEach(injury);
    }

    /** What does not mend itself: somebody starts another controller, turns on a node. A store that refuses does so until the run has ended. */
    private void repair() throws IOException {
        for (Repair repair : List.copyOf(afterwards)) {
            repair.run();
        }
        afterwards.clear();
        if (controller.isDead()) {
            controller = controller();
        }
    }

    /** The next run, and what has to be true after it. */
    private void heal(Operation operation, int number) throws Exception {
        store.behaveWell();
        controller.behaveWell();
        if (operation == Operation.RESTORE) {
            run(Operation.RESTORE, "healed-" + number);
            assertThat(newestReported().diff(TreeSnapshot.of(kubelet.volume(DESTINATION))))
                    .matches(TreeDiff::isEmpty);
        }
        run(Operation.BACKUP, "healed-" + number);
        remember();
        check();
    }

    private void run(Operation operation, String token) {
        request(operation, token);
        awaitStatus(operation, "the end of the next run", status -> hasEnded(status, token));
        LastRun last = status(operation).lastRun();
        assertThat(last.result())
                .as("the next " + operation + ": " + last)
                .isIn(RunResult.SUCCEEDED, RunResult.UNCHANGED);
    }

    private void check() throws Exception {
        patience.awaiting("restic to say what is in the repository");
        assertThat(Scene.restic(environment(bucket), "list", "locks", "--no-lock", "--json"))
                .as("locks left")
                .isEmpty();
        ReplicationStatus status = source();
        assertThat(status.maintenance()).as("maintenance that failed").isNull();
        assertThat(status.consecutiveFailures()).isZero();
        assertThat(status.condition("BackupHealthy").orElseThrow().getStatus()).isEqualTo("True");
        assertThat(status.endedRuns()).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(20);
        List<String> present = snapshots();
        List<String> expected = new ArrayList<>(reported.keySet());
        assertThat(present).as("snapshots kept").hasSizeBetween(Math.min(KEPT, expected.size()), KEPT);
        // A killed run may have made one that nobody heard of: it counts for what restic keeps.
        long unheardOf =
                present.stream().filter(id -> !reported.containsKey(id)).count();
        int newest = (int) Math.max(0, expected.size() - (KEPT - unheardOf));
        assertThat(present).as("those that were reported").containsAll(expected.subList(newest, expected.size()));
        reported.keySet().retainAll(present);
        patience.awaiting("nothing to be left over, and metrics that are true");
        await().untilAsserted(this::assertNothingLeftOver);
        await().untilAsserted(this::assertTrueMetrics);
    }

    private void assertNothingLeftOver() {
        assertThat(names(
                        client.batch().v1().jobs().inNamespace(namespace).list().getItems()))
                .as("Jobs")
                .isSubsetOf("volsync-src-photos", "volsync-dst-back");
        assertThat(client.pods().inNamespace(namespace).list().getItems())
                .as("pods")
                .hasSizeLessThanOrEqualTo(2)
                .allMatch(ClusterWorld::isOver);
        assertThat(names(client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .list()
                        .getItems()))
                .as("claims")
                .isSubsetOf(SOURCE, DESTINATION, CACHES.get(0), CACHES.get(1));
        assertThat(client.genericKubernetesResources("snapshot.storage.k8s.io/v1", SnapshotKind.SNAPSHOT.kind())
                        .inNamespace(namespace)
                        .list()
                        .getItems())
                .as("VolumeSnapshots")
                .isEmpty();
    }

    private void assertTrueMetrics() {
        ReplicationStatus status = source();
        Map<String, Double> page = new TreeMap<>();
        Matcher sample = SAMPLE.matcher(controller.metrics());
        while (sample.find()) {
            page.put(sample.group(1), Double.valueOf(sample.group(2)));
        }
        assertThat(page)
                .containsEntry("holdfast_last_success_timestamp_seconds", (double)
                        status.lastSyncTime().getEpochSecond())
                .containsEntry("holdfast_consecutive_failures", 0.0)
                .containsEntry("holdfast_running", 0.0)
                .containsEntry("holdfast_stalled", 0.0)
                .containsEntry("volsync_volume_out_of_sync", 0.0)
                .containsEntry("holdfast_snapshots", (double) status.restic().snapshotCount());
    }

    /** Each snapshot that was reported, restored by stock restic and compared. */
    void verify() {
        patience.run(this::verifyEach);
    }

    private void verifyEach() throws Exception {
        patience.awaiting("each snapshot to be restored");
        for (Map.Entry<String, TreeSnapshot> snapshot : reported.entrySet()) {
            Path target = Files.createDirectory(folder.resolve("verify"));
            Scene.restic(
                    environment(bucket),
                    "restore",
                    snapshot.getKey() + ":/",
                    "--no-lock",
                    "--json",
                    "--target",
                    target.toString());
            assertThat(snapshot.getValue().diff(TreeSnapshot.of(target)))
                    .as("snapshot " + snapshot.getKey())
                    .matches(TreeDiff::isEmpty);
            FileTrees.delete(target);
        }
    }

    private void remember() throws IOException {
        LastRun last = source().lastRun();
        if (last != null && last.snapshotId() != null && last.failureClass() == null) {
            reported.putIfAbsent(last.snapshotId(), TreeSnapshot.of(volume));
        }
    }

    private TreeSnapshot newestReported() {
        List<TreeSnapshot> all = List.copyOf(reported.values());
        return all.get(all.size() - 1);
    }

    private static boolean hasEnded(ReplicationStatus status, String token) {
        return status.run() == null
                && status.lastRun() != null
                && token.equals(status.lastRun().requestToken());
    }

    private static boolean isOver(Pod pod) {
        return List.of("Succeeded", "Failed").contains(pod.getStatus().getPhase());
    }

    private static List<String> names(List<? extends HasMetadata> objects) {
        return objects.stream().map(object -> object.getMetadata().getName()).toList();
    }

    /** Of the source: copies made before restores have a host of their own. */
    private List<String> snapshots() throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonNode snapshot :
                Scene.restic(environment(bucket), "snapshots", "--host", "volsync", "--no-lock", "--json")) {
            ids.add(snapshot.path("id").asText());
        }
        return ids;
    }

    private void change(Random random, int number) throws IOException {
        byte[] bytes = new byte[500 + random.nextInt(60_000)];
        random.nextBytes(bytes);
        Files.write(volume.resolve("changing-" + random.nextInt(6)), bytes);
        Files.writeString(volume.resolve("step"), Integer.toString(number));
    }

    private void request(Operation operation, String token) {
        String patch = "{\"metadata\":{\"annotations\":{\"holdfast.backup/requestedAt\":\"" + token + "\"}}}";
        switch (operation) {
            case BACKUP -> patch(ReplicationSource.class, SOURCE, patch);
            case RESTORE -> patch(ReplicationDestination.class, DESTINATION, patch);
        }
    }

    private <T extends ReplicationResource<?>> void patch(Class<T> type, String name, String patch) {
        client.resources(type)
                .inNamespace(namespace)
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private ReplicationStatus status(Operation operation) {
        return switch (operation) {
            case BACKUP -> source();
            case RESTORE -> destination();
        };
    }

    private ReplicationStatus source() {
        return client.resources(ReplicationSource.class)
                .inNamespace(namespace)
                .withName(SOURCE)
                .get()
                .getStatus();
    }

    private ReplicationStatus destination() {
        return client.resources(ReplicationDestination.class)
                .inNamespace(namespace)
                .withName(DESTINATION)
                .get()
                .getStatus();
    }

    private void awaitStatus(Operation operation, String what, Predicate<ReplicationStatus> condition) {
        patience.awaiting(what);
        await().alias(what).until(() -> status(operation), condition);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(30));
    }

    private String describe() {
        return client.getKubernetesSerialization().asYaml(source()) + "\n"
                + client.getKubernetesSerialization().asYaml(destination());
    }

    private MortalController controller() {
        return new MortalController(cluster, TestSettings.of(Set.of(namespace), TestSettings.pods()));
    }

    private void claim(String name) {
        apply("""
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s}
                spec: {storageClassName: folders, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """.formatted(name));
    }

    private void secret() {
        StringBuilder yaml = new StringBuilder("apiVersion: v1\nkind: Secret\nmetadata: {name: repo}\nstringData:\n");
        environment(bucket.via(store))
                .forEach((key, value) -> yaml.append("  ")
                        .append(key)
                        .append(": '")
                        .append(value)
                        .append("'\n"));
        apply(yaml.toString());
    }

    private static Map<String, String> environment(S3Bucket bucket) {
        Map<String, String> environment = new TreeMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", bucket.resticRepository("photos"));
        environment.put("RESTIC_PASSWORD", ForgedRepository.PASSWORD);
        return environment;
    }

    private void apply(String yaml) {
        client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8)))
                .inNamespace(namespace)
                .serverSideApply();
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    @Override
    public void close() {
        patience.run(() -> {
            patience.awaiting("the controller to stop");
            controller.close();
            patience.awaiting("the kubelet to stop");
            kubelet.close();
            store.close();
        });
    }
}
