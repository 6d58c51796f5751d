package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.EndedRun;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.ExpectedRepository.Absence;
import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.plan.LockTerms;
import backup.holdfast.replication.plan.LockTerms.AtStart;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.PlanCodec;
import backup.holdfast.replication.plan.RestorePlan;
import backup.holdfast.replication.plan.RestorePlan.ExtraFiles;
import backup.holdfast.replication.plan.RestorePlan.Verification;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.replication.retention.ForgedRepository;
import backup.holdfast.restic.BinaryInspection;
import backup.holdfast.restic.InspectionMemory;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.ResticClient;
import backup.holdfast.restic.RunControl;
import backup.holdfast.restic.command.CheckOptions;
import backup.holdfast.restic.command.GlobalOptions;
import backup.holdfast.restic.command.SnapshotFilter;
import backup.holdfast.restic.model.Snapshot;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.store.RepositoryStore;
import backup.holdfast.restic.store.StoreLimits;
import backup.holdfast.restic.store.StoreOpener;
import backup.holdfast.restic.store.StoreOpening;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.process.Isolation;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.StoreFault;
import backup.holdfast.testsupport.s3.StoreFault.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A volume and its repository in S3, to which things happen: movers, each in namespaces of its own as in a pod, are killed at a request of
 * their restic, or their store fails then. After each the next run has to put everything right by itself. What a step does comes from the
 * seed and the number of the step alone.
 */
final class FaultWorld implements AutoCloseable {
    /** As many as restic keeps of the source. */
    private static final int KEPT = 3;

    private static final int REMEMBERED_RUNS = 20;
    private static final String PREFIX = "photos";
    private static final RunControl CONTROL = RunControl.deadline(Duration.ofMinutes(2));

    private final long seed;
    private final Path directory;
    private final Path data;
    private final CountingProxy proxy;
    private final Map<String, String> environment;
    private final Path binary;
    private final SystemProcessLauncher launcher = new SystemProcessLauncher(Clock.systemUTC());
    private final ResticClient stock;
    private final PlanExecutor executor;
    private final StoreOpener stores = new StoreOpener(Clock.systemUTC(), StoreLimits.standard());

    /** What the volume held when a run reported a snapshot, by the snapshot; the oldest first. */
    private final Map<String, Map<String, String>> reported = new LinkedHashMap<>();

    private final Deque<EndedRun> ended = new ArrayDeque<>();
    private int runs;

    /** What is interrupted, and how many requests it takes at most. */
    private enum Operation {
        SYNC(45),
        FORGET_AND_PRUNE(30),
        PRUNE(25),
        RESTORE(14);

        private final int requests;

        Operation(int requests) {
            this.requests = requests;
        }
    }

    private enum Injury {
        KILL,
        KILL_RESTIC,
        TERMINATE,
        NONE
    }

    FaultWorld(Path directory, S3Bucket bucket, Path binary, long seed) throws IOException {
        this.seed = seed;
        this.directory = directory;
        this.binary = binary;
        data = Files.createDirectory(directory.resolve("data"));
        Files.createDirectory(directory.resolve("cache"));
        FileTrees.many(data, 12, 2_000);
        ForgedRepository forged = ForgedRepository.create(directory.resolve("forged"), new Random(seed));
        bucket.upload(forged.root(), PREFIX);
        proxy = CountingProxy.start(bucket.access().endpoint());
        environment = new TreeMap<>(bucket.environment());
        environment.put("RESTIC_REPOSITORY", bucket.via(proxy).resticRepository(PREFIX));
        environment.put("RESTIC_PASSWORD", ForgedRepository.PASSWORD);
        environment.put("TMPDIR", directory.toString());
        ResticBinary inspected =
                ((BinaryInspection.Usable) ResticBinary.inspect(binary, launcher, InspectionMemory.NONE)).binary();
        stock = new ResticClient(inspected, launcher, Repository.from(environment))
                .with(GlobalOptions.DEFAULTS.noLock());
        executor = new PlanExecutor(inspected, launcher, Clock.systemUTC(), event -> {}, process -> {});
        heal();
    }

    /**
     * Lets one thing happen and puts it right.
     *
     * @return whether it happened: a run may end before the request it was to happen at
     */
    boolean step(int number) throws Exception {
        Random random = new Random(seed * 1_000_003 + number);
        change(random, number);
        Operation operation = pick(random, Operation.values());
        Injury injury = pick(random, Injury.values());
        Kind fault = injury == Injury.NONE
                ? pick(random, Arrays.copyOfRange(Kind.values(), 2, Kind.values().length))
                : pick(random, Kind.NONE, Kind.LOST);
        int request = 1 + random.nextInt(operation.requests);
        String what = "seed " + seed + ", step " + number + ": " + operation + ", " + injury + " " + fault
                + " at request " + request;
        try {
            boolean happened = injure(operation, injury, fault, request);
            heal();
            return happened;
        } catch (Exception | AssertionError e) {
            throw new AssertionError(what + "\n" + e.getMessage(), e);
        }
    }

    /** restic's own check, and each snapshot that was reported, restored and compared. */
    void verify() throws Exception {
        assertThat(stock.check(CheckOptions.STRUCTURE, CONTROL)).isInstanceOf(ResticResult.Success.class);
        Set<String> present = snapshots();
        for (Map.Entry<String, Map<String, String>> snapshot : reported.entrySet()) {
            if (present.contains(snapshot.getKey())) {
                Path target = Files.createDirectory(directory.resolve("verify"));
                MoverOutcome outcome =
                        executor.execute(restore(snapshot.getKey(), target), environment, new Cancellation());
                assertThat(outcome.failure()).isNull();
                assertThat(content(target)).as("snapshot " + snapshot.getKey()).isEqualTo(snapshot.getValue());
                FileTrees.delete(target);
            }
        }
    }

    private boolean injure(Operation operation, Injury injury, Kind fault, int request) throws Exception {
        Path target = Files.createDirectories(directory.resolve("target"));
        MoverPlan plan = plan(operation, target);
        Path folder = Files.createDirectory(directory.resolve("run-" + runs));
        Map<String, String> own = new TreeMap<>(environment);
        own.put("HOLDFAST_RESTIC", binary.toString());
        own.put(PlanCodec.ENVIRONMENT_VARIABLE, new PlanCodec().encode(plan));
        try (MoverProcess mover =
                MoverProcess.start(Isolation.command(plan.runId().value(), List.of()), own, folder)) {
            StoreFault happening = new StoreFault(fault, request, () -> hurt(mover, injury));
            proxy.behave(happening);
            mover.await();
            proxy.behaveWell();
            remember(mover.outcome().orElse(null));
            ended.addFirst(new EndedRun(plan.runId(), Instant.now(), Proof.TERMINATED));
            while (ended.size() > REMEMBERED_RUNS) {
                ended.removeLast();
            }
            await("processes of a run that has ended").until(this::processes, List::isEmpty);
            await("requests of a run that has ended").until(proxy::isIdle);
            return happening.hasHappened();
        } finally {
            proxy.behaveWell();
            FileTrees.delete(folder);
            FileTrees.delete(target);
        }
    }

    private static void hurt(MoverProcess mover, Injury injury) {
        switch (injury) {
            case KILL -> mover.kill();
            case KILL_RESTIC -> mover.killInside("restic");
            case TERMINATE -> mover.terminateInside("java");
            case NONE -> {}
        }
    }

    /** The next run as its schedule would start it, and what has to be true after it. */
    private void heal() throws IOException {
        int left = locks();
        MoverOutcome outcome =
                executor.execute(backup(Set.of(Step.BACKUP, Step.FORGET, Step.PRUNE)), environment, new Cancellation());
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.maintenanceFailure()).isNull();
        assertThat(outcome.prune()).isNotNull();
        assertThat(outcome.locks())
                .as("locks told of")
                .hasSize(left)
                .allMatch(lock -> lock.verdict() == LockVerdict.REMOVED);
        assertThat(locks()).as("locks left").isZero();
        remember(outcome);
        List<String> present = List.copyOf(snapshots());
        List<String> newest = reported.keySet().stream().toList();
        assertThat(present).as("the newest snapshot that was reported").contains(newest.get(newest.size() - 1));
        // A killed run may have made one more that nobody heard of: it counts for what restic keeps.
        assertThat(present).as("snapshots kept").hasSizeBetween(Math.min(KEPT, reported.size()), KEPT);
        reported.keySet().removeIf(id -> !present.contains(id) && reported.size() > KEPT);
    }

    private void remember(MoverOutcome outcome) throws IOException {
        if (outcome != null && outcome.backup() != null && outcome.snapshot() != null) {
            reported.put(outcome.snapshot().id(), content(data));
        }
    }

    private MoverPlan plan(Operation operation, Path target) {
        return switch (operation) {
            case SYNC -> backup(Set.of(Step.BACKUP, Step.FORGET, Step.PRUNE));
            case FORGET_AND_PRUNE -> backup(Set.of(Step.FORGET, Step.PRUNE));
            case PRUNE -> backup(Set.of(Step.PRUNE));
            case RESTORE -> restore(newestReported(), target);
        };
    }

    private String newestReported() {
        List<String> ids = List.copyOf(reported.keySet());
        return ids.get(ids.size() - 1);
    }

    private MoverPlan backup(Set<Step> steps) {
        PlanBuilder plan = plan(data);
        plan.steps = steps;
        return plan.keepLast(KEPT).backup(run());
    }

    private RestorePlan restore(String snapshot, Path target) {
        return plan(target).restore(run(), snapshot, List.of(), ExtraFiles.KEEP, Verification.NONE);
    }

    private PlanBuilder plan(Path volume) {
        PlanBuilder plan = new PlanBuilder(volume, directory.resolve("cache"));
        plan.plannedAt = Instant.now();
        plan.lastForget = Instant.now();
        plan.url = environment.get("RESTIC_REPOSITORY");
        plan.repositoryId = null;
        plan.ifAbsent = Absence.FAIL;
        plan.identity = new Identity(Identity.VOLSYNC_HOST, data.toString());
        plan.locks = new LockTerms(List.copyOf(ended), AtStart.NOTHING);
        return plan;
    }

    private RunId run() {
        return RunId.of("world " + seed, "", Instant.EPOCH.plusSeconds(++runs), 1);
    }

    private void change(Random random, int number) throws IOException {
        byte[] bytes = new byte[500 + random.nextInt(60_000)];
        random.nextBytes(bytes);
        Files.write(data.resolve("changing-" + random.nextInt(6)), bytes);
        Files.writeString(data.resolve("step"), Integer.toString(number));
    }

    private Set<String> snapshots() {
        List<Snapshot> all =
                stock.snapshots(SnapshotFilter.ALL, CONTROL).reported().orElseThrow();
        return all.stream().map(snapshot -> snapshot.id().value()).collect(Collectors.toSet());
    }

    private int locks() {
        StoreOpening opening = stores.open(Repository.from(environment));
        try (RepositoryStore store = ((StoreOpening.Opened) opening).store()) {
            return store.locks().answer().orElseThrow().locks().size();
        }
    }

    /** Those that know this repository, but for this JVM. */
    private List<String> processes() throws IOException {
        String mark = "RESTIC_REPOSITORY=" + environment.get("RESTIC_REPOSITORY");
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(folder -> folder.getFileName().toString().matches("[0-9]+"))
                    .filter(folder -> environmentOf(folder).contains(mark))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static String environmentOf(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("environ")), UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    private static Map<String, String> content(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(
                            file -> folder.relativize(file).toString(),
                            FaultWorld::digest,
                            (one, other) -> one,
                            TreeMap::new));
        }
    }

    private static String digest(Path file) {
        try {
            return Integer.toHexString(Arrays.hashCode(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    @Override
    public void close() {
        proxy.close();
    }
}
