package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.replication.plan.EventCodec;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.plan.PlanCodec;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.restic.BinaryInspection;
import backup.holdfast.restic.InspectionFile;
import backup.holdfast.restic.InspectionMemory;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.restic.repository.MalformedLocationException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The mover's process: reads its plan from the environment, carries it out, leaves the outcome where the kubelet looks for a
 * termination message. Told to stop (SIGTERM), it lets restic remove its lock first; a kubelet signals only this process, never
 * restic.
 */
public final class MoverMain {
    /** Exit code of a run that did what it was for. */
    static final int DONE = 0;

    /** Exit code of a run that failed; the outcome says why. */
    static final int FAILED = 1;

    /** Exit code when there is no plan this mover can carry out. */
    static final int NO_PLAN = 2;

    private static final String OWN_PREFIX = "HOLDFAST_";
    private static final String TERMINATION_LOG = OWN_PREFIX + "TERMINATION_LOG";
    private static final String RESTIC = OWN_PREFIX + "RESTIC";
    private static final String RESTIC_PROCESS = OWN_PREFIX + "RESTIC_PROCESS";

    /** Of the 120 seconds a pod gets, some are kept for writing the outcome. */
    private static final Duration STOP_WITHIN = Duration.ofSeconds(110);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final Clock clock;
    private final Cancellation cancellation = new Cancellation();
    private final EventCodec events = new EventCodec();

    MoverMain(Map<String, String> environment, PrintStream out, PrintStream err, Clock clock) {
        this.environment = new TreeMap<>(environment);
        this.out = out;
        this.err = err;
        this.clock = clock;
    }

    /** The process's edge. */
    public static void main(String[] args) {
        // Before the first reflective call, as which every field of a plan is read: else, from JDK 18 on, each gets a
        // method handle of
        // its own, spun for this one use. That alone is as much CPU as all else the mover does.
        System.setProperty("jdk.reflect.useNativeAccessorOnly", "true");
        MoverMain mover =
                new MoverMain(System.getenv(), utf8(FileDescriptor.out), utf8(FileDescriptor.err), Clock.systemUTC());
        Thread main = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> mover.stop(main), "stop"));
        int exitCode = FAILED;
        try {
            exitCode = mover.run();
        } catch (RuntimeException | Error e) {
            // The process is halted before anybody else could print it.
            e.printStackTrace(mover.err);
        } finally {
            // Not System.exit: while a SIGTERM is being handled it would wait for the hook, which waits for this.
            Runtime.getRuntime().halt(exitCode);
        }
    }

    /** Whatever the locale: events are JSON, and JSON is UTF-8. */
    private static PrintStream utf8(FileDescriptor stream) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(stream)), true, UTF_8);
    }

    /** Keeps the process from ending before its main thread ends it. */
    private void stop(Thread main) {
        cancellation.cancel();
        try {
            main.join(STOP_WITHIN.toMillis());
            err.println("restic did not stop within " + STOP_WITHIN.toSeconds() + " seconds");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    int run() {
        PlanCodec plans = new PlanCodec();
        String text = environment.getOrDefault(PlanCodec.ENVIRONMENT_VARIABLE, "");
        MoverPlan plan;
        try {
            plan = plans.decode(text);
        } catch (PlanCodec.InvalidPlanException e) {
            String message = PlanCodec.ENVIRONMENT_VARIABLE + ": " + e.getMessage();
            err.println(message);
            plans.runIdOf(text).ifPresent(run -> write(failed(run, FailureClass.UNKNOWN, message)));
            return NO_PLAN;
        }
        MoverOutcome outcome = outcome(plan);
        write(outcome);
        return isGood(outcome.result()) ? DONE : FAILED;
    }

    private MoverOutcome outcome(MoverPlan plan) {
        Optional<String> garbled = garbledVariable();
        if (garbled.isPresent()) {
            return failed(
                    plan.runId(),
                    FailureClass.UNKNOWN,
                    "the value of " + garbled.get() + " can't be read as " + System.getProperty("sun.jnu.encoding")
                            + ": set LANG=C.UTF-8 in the mover's environment");
        }
        try {
            return carryOut(plan);
        } catch (RuntimeException e) {
            return failed(plan.runId(), FailureClass.UNKNOWN, Unexpected.describe(e));
        }
    }

    /** Where the locale lacks a character, Java puts this one in its place, and restic would get another password or pattern. */
    private Optional<String> garbledVariable() {
        return environment.entrySet().stream()
                .filter(variable -> variable.getValue().indexOf('\ufffd') >= 0)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private MoverOutcome carryOut(MoverPlan plan) {
        SystemProcessLauncher launcher = new SystemProcessLauncher(clock);
        InspectionMemory memory =
                new InspectionFile(plan.workspace().cache().resolve("holdfast").resolve("restic"));
        BinaryInspection inspection = environment.containsKey(RESTIC)
                ? ResticBinary.inspect(Path.of(environment.get(RESTIC)), launcher, memory)
                : ResticBinary.find(environment.getOrDefault("PATH", ""), launcher, memory);
        if (!(inspection instanceof BinaryInspection.Usable usable)) {
            return failed(plan.runId(), FailureClass.RESTIC_UNUSABLE, inspection.describe());
        }
        PlanExecutor executor = new PlanExecutor(
                        usable.binary(), launcher, clock, event -> out.println(events.encode(event)), this::record)
                .answering(look -> SealedSink.of(look, out::println));
        try {
            return executor.execute(plan, resticEnvironment(), cancellation);
        } catch (MalformedLocationException e) {
            return failed(plan.runId(), FailureClass.INVALID_REPOSITORY, String.valueOf(e.getMessage()));
        }
    }

    private MoverOutcome failed(RunId run, FailureClass failure, String message) {
        OutcomeDraft draft = new OutcomeDraft(run, clock.instant());
        draft.fail("prepare", failure, message);
        draft.say(message);
        return draft.finish(RunResult.FAILED, clock.instant());
    }

    /** A pod's environment is made for restic: all of it is restic's, but for what is ours. */
    private Map<String, String> resticEnvironment() {
        Map<String, String> restic = new TreeMap<>(environment);
        restic.keySet().removeIf(key -> key.startsWith(OWN_PREFIX));
        return restic;
    }

    /** Outside a pod, whoever watches this run must be able to tell whether its restic still lives when we do not. */
    private void record(ProcessIdentity restic) {
        String file = environment.get(RESTIC_PROCESS);
        if (file == null) {
            return;
        }
        try {
            Path record = Path.of(file);
            Path whole = Files.writeString(Path.of(file + ".new"), restic.toText());
            Files.move(whole, record, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IllegalStateException("cannot record restic's process in " + file, e);
        }
    }

    private void write(MoverOutcome outcome) {
        String text = new OutcomeCodec().encode(outcome);
        Path file = Path.of(environment.getOrDefault(TERMINATION_LOG, "/dev/termination-log"));
        try {
            // Not writeString, which refuses half a character and would leave no outcome at all.
            Files.write(file, text.getBytes(UTF_8));
        } catch (IOException e) {
            err.println("cannot write the outcome to " + file + ": " + e + "\n" + text);
        }
    }

    private static boolean isGood(RunResult result) {
        return switch (result) {
            case SUCCEEDED, UNCHANGED, EMPTY, NO_SNAPSHOT -> true;
            case PARTIAL_READ, FAILED -> false;
        };
    }
}
