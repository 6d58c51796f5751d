package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import backup.holdfast.replication.mover.FaultyStore.Mishap;
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
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.restic.repository.Repository;
import backup.holdfast.restic.result.ResticResult;
import backup.holdfast.restic.store.RepositoryStore;
import backup.holdfast.restic.store.StoreLimits;
import backup.holdfast.restic.store.StoreOpener;
import backup.holdfast.restic.store.StoreOpening;
import backup.holdfast.testsupport.faults.Patience;
import backup.holdfast.testsupport.faults.PowerLoss;
import backup.holdfast.testsupport.files.FileTrees;
import backup.holdfast.testsupport.files.ForgedRepository;
import backup.holdfast.testsupport.process.Isolation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A volume and its repository, to which things happen: movers, each in namespaces of its own as in a pod, are killed at a moment of what
 * their restic does to its store, or the store fails then. After each the next run has to put everything right by itself. What a step does
 * comes from the seed and the number of the step alone.
 */
final class FaultWorld implements AutoCloseable {
    /** As many as restic keeps of the source. */
    private static final int KEPT = 3;

    private static final int REMEMBERED_RUNS = 20;
    private static final RunControl CONTROL = RunControl.deadline(Duration.ofMinutes(2));
    private static final Duration POLL = Duration.ofMillis(15);

    /** For one step, which takes seconds: restic waits for two minutes where it is locked out, and a machine may be busy. */
    private static final Duration STEP = Duration.ofMinutes(10);

    private static final Duration REST = Duration.ofMinutes(1);

    private final long seed;
    private final Patience patience = new Patience(STEP);
    private final Path directory;
    private final Path data;
    private final Path cache;
    private final FaultyStore store;
    private final Map<String, String> environment;
    private final SystemProcessLauncher launcher = new SystemProcessLauncher(Clock.systemUTC());
    private final List<Restic> restics;
    private final ResticClient stock;
    private final StoreOpener stores = new StoreOpener(Clock.systemUTC(), StoreLimits.standard());

    /** What the volume held when a run reported a snapshot, by the snapshot; the oldest first. */
    private final Map<String, Map<String, String>> reported = new LinkedHashMap<>();

    private final Deque<EndedRun> ended = new ArrayDeque<>();
    private int runs;

    /** What is interrupted. */
    enum Operation {
        SYNC,
        FORGET_AND_PRUNE,
        PRUNE,
        RESTORE
    }

    private enum Injury {
        KILL,
        KILL_RESTIC,
        TERMINATE,
        /** All processes end at once, and what was written last to the cache with them. */
        POWER_LOSS,
        NONE
    }

    /** One of the versions in use: each run takes whichever. */
    private record Restic(ResticBinary binary) {
        PlanExecutor executor(ProcessLauncher launcher) {
            return new PlanExecutor(binary, launcher, Clock.systemUTC(), event -> {}, process -> {});
        }

        @Override
        public String toString() {
            return "restic " + binary.version();
        }
    }

    /** Makes the repository, for a store to lie in. */
    @FunctionalInterface
    interface Site {
        FaultyStore over(Path content) throws IOException;
    }

    FaultWorld(Path directory, Site site, List<Path> binaries, long seed) throws IOException {
        this.seed = seed;
        this.directory = directory;
        data = Files.createDirectory(directory.resolve("data"));
        cache = Files.createDirectory(directory.resolve("cache"));
        FileTrees.many(data, 12, 2_000);
        store = site.over(ForgedRepository.create(directory.resolve("repository"), new Random(seed))
                .root());
        environment = new TreeMap<>(store.environment());
        environment.put("RESTIC_PASSWORD", ForgedRepository.PASSWORD);
        environment.put("TMPDIR", directory.toString());
        restics = binaries.stream()
                .map(path -> ResticBinary.inspect(path, launcher, InspectionMemory.NONE))
                .map(found -> new Restic(((BinaryInspection.Usable) found).binary()))
                .toList();
        stock = new ResticClient(restics.get(0).binary(), launcher, Repository.from(environment))
                .with(GlobalOptions.DEFAULTS.noLock());
        patience.run(() -> heal(restics.get(0)));
    }

    /**
     * Lets one thing happen and puts it right.
     *
     * @return whether it happened: a run may end before the request it was to happen at
     */
    boolean step(int number) throws Exception {
        Random random = new Random(seed * 1_000_003 + number);
        change(random, number);
        Operation operation = pick(random, List.of(Operation.values()));
        Injury injury = pick(random, List.of(Injury.values()));
        Mishap mishap = pick(random, injury == Injury.NONE ? store.mishaps() : store.companions());
        int moment = 1 + random.nextInt(store.moments(operation));
        Restic injured = pick(random, restics);
        Restic next = pick(random, restics);
        String what = "seed " + seed + ", step " + number + ": " + operation + ", " + injury + " " + mishap.name()
                + " at moment " + moment + " of " + injured + ", then " + next;
        try {
            return patience.within(() -> {
                boolean happened = injure(operation, injury, mishap, moment, injured, random);
                heal(next);
                return happened;
            });
        } catch (Exception | AssertionError e) {
            throw new AssertionError(what + "\n" + e.getMessage(), e);
        }
    }

    /** restic's own check, and each snapshot that was reported, restored and compared. */
    void verify() {
        patience.run(this::verifyEach);
    }

    private void verifyEach() throws IOException {
        patience.awaiting("restic check, and each snapshot to be restored");
        assertThat(stock.check(CheckOptions.STRUCTURE, CONTROL)).isInstanceOf(ResticResult.Success.class);
        for (Map.Entry<String, Map<String, String>> snapshot : reported.entrySet()) {
            Path target = Files.createDirectory(directory.resolve("verify"));
            MoverOutcome outcome = execute(restics.get(0), restore(snapshot.getKey(), target));
            assertThat(outcome.failure()).isNull();
            assertThat(content(target)).as("snapshot " + snapshot.getKey()).isEqualTo(snapshot.getValue());
            FileTrees.delete(target);
        }
    }

    private boolean injure(Operation operation, Injury injury, Mishap mishap, int moment, Restic restic, Random random)
            throws Exception {
        patience.awaiting("the run before");
        Path target = Files.createDirectories(directory.resolve("target"));
        Path folder = Files.createDirectory(directory.resolve("run-" + runs));
        try {
            prepare(operation, restic);
            MoverPlan plan = plan(operation, target);
            patience.awaiting("the end of the injured run");
            BooleanSupplier happened = switch (injury) {
                case KILL, POWER_LOSS -> process(plan, mishap, moment, restic, folder, MoverProcess::kill);
                case TERMINATE -> process(plan, mishap, moment, restic, folder, mover -> mover.terminateInside("java"));
                case KILL_RESTIC -> within(plan, mishap, moment, restic, this::killRestic);
                case NONE -> within(plan, mishap, moment, restic, () -> {});
            };
            boolean hasHappened = happened.getAsBoolean();
            await("processes of a run that has ended")
                    .pollInterval(POLL)
                    .atMost(REST)
                    .until(this::processes, List::isEmpty);
            store.behaveWell();
            await("requests of a run that has ended")
                    .pollInterval(POLL)
                    .atMost(REST)
                    .until(store::isIdle);
            if (injury == Injury.POWER_LOSS) {
                new PowerLoss(random).strike(cache);
            }
            ended.addFirst(new EndedRun(plan.runId(), Instant.now(), Proof.TERMINATED));
            while (ended.size() > REMEMBERED_RUNS) {
                ended.removeLast();
            }
            return hasHappened;
        } finally {
            store.behaveWell();
            FileTrees.delete(folder);
            FileTrees.delete(target);
        }
    }

    /** So that the operation has something to do. */
    private void prepare(Operation operation, Restic restic) throws IOException {
        switch (operation) {
            case FORGET_AND_PRUNE -> remember(execute(restic, backup(Set.of(Step.BACKUP))));
            case PRUNE -> remember(execute(restic, backup(Set.of(Step.BACKUP, Step.FORGET))));
            case SYNC, RESTORE -> {}
        }
    }

    private BooleanSupplier process(
            MoverPlan plan, Mishap mishap, int moment, Restic restic, Path folder, Consumer<MoverProcess> injury)
            throws Exception {
        Map<String, String> own = new TreeMap<>(environment);
        own.put("HOLDFAST_RESTIC", restic.binary().path().toString());
        own.put(PlanCodec.ENVIRONMENT_VARIABLE, new PlanCodec().encode(plan));
        try (MoverProcess mover =
                MoverProcess.start(Isolation.command(plan.runId().value(), List.of()), own, folder)) {
            BooleanSupplier happened = mishap.plot().at(moment, () -> injury.accept(mover));
            mover.await();
            remember(mover.outcome().orElse(null));
            return happened;
        }
    }

    /** A mover that is not hurt itself can as well be in this JVM; its restic stands where that of a pod would. */
    private BooleanSupplier within(MoverPlan plan, Mishap mishap, int moment, Restic restic, Runnable injury)
            throws IOException {
        BooleanSupplier happened = mishap.plot().at(moment, injury);
        remember(restic.executor(new IsolatedLauncher(launcher, plan.runId().value()))
                .execute(plan, environment, new Cancellation()));
        return happened;
    }

    private MoverOutcome execute(Restic restic, MoverPlan plan) {
        return restic.executor(launcher).execute(plan, environment, new Cancellation());
    }

    private void killRestic() {
        try {
            for (ProcessHandle process : processes()) {
                if (process.info()
                        .command()
                        .filter(command -> command.endsWith("/restic"))
                        .isPresent()) {
                    process.destroyForcibly();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next run as its schedule would start it, and what has to be true after it. */
    private void heal(Restic restic) throws IOException {
        patience.awaiting("the next run");
        int left = locks();
        MoverOutcome outcome = execute(restic, backup(Set.of(Step.BACKUP, Step.FORGET, Step.PRUNE)));
        assertThat(outcome.failure()).isNull();
        assertThat(outcome.maintenanceFailure()).isNull();
        assertThat(outcome.prune()).isNotNull();
        assertThat(outcome.locks())
                .as("locks told of")
                .hasSize(left)
                .allMatch(lock -> lock.verdict() == LockVerdict.REMOVED);
        assertThat(locks()).as("locks left").isZero();
        remember(outcome);
        List<String> present = snapshots();
        assertThat(present).as("snapshots kept").hasSizeBetween(Math.min(KEPT, reported.size()), KEPT);
        // A killed run may have made one more that nobody heard of: it counts for what restic keeps.
        List<String> expected = new ArrayList<>(reported.keySet());
        List<String> unheardOf =
                present.stream().filter(id -> !reported.containsKey(id)).toList();
        int newest = Math.max(0, expected.size() - (KEPT - unheardOf.size()));
        assertThat(present).as("those that were reported").containsAll(expected.subList(newest, expected.size()));
        reported.keySet().retainAll(present);
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
        PlanBuilder plan = new PlanBuilder(volume, cache);
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

    private List<String> snapshots() {
        List<Snapshot> all =
                stock.snapshots(SnapshotFilter.ALL, CONTROL).reported().orElseThrow();
        return all.stream().map(snapshot -> snapshot.id().value()).toList();
    }

    private int locks() {
        StoreOpening opening = stores.open(Repository.from(environment));
        try (RepositoryStore store = ((StoreOpening.Opened) opening).store()) {
            return store.locks().answer().orElseThrow().locks().size();
        }
    }

    /** Those that know this repository, but for this JVM. */
    private List<ProcessHandle> processes() throws IOException {
        String mark = "RESTIC_REPOSITORY=" + environment.get("RESTIC_REPOSITORY") + "\0";
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.filter(folder -> folder.getFileName().toString().matches("[0-9]+"))
                    .filter(folder -> environmentOf(folder).contains(mark))
                    .flatMap(folder ->
                            ProcessHandle.of(Long.parseLong(folder.getFileName().toString())).stream())
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

    private static <T> T pick(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    @Override
    public void close() {
        store.close();
    }
}
