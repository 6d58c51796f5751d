package backup.holdfast.bench.sync;

import backup.holdfast.bench.measure.BenchException;
import backup.holdfast.restic.BinaryInspection;
import backup.holdfast.restic.InspectionMemory;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.testsupport.tools.RepositoryRoot;
import backup.holdfast.testsupport.tools.ResticSeries;
import backup.holdfast.testsupport.tools.ToolResult;
import backup.holdfast.testsupport.tools.Tools;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code bench/sync}: measures, prints tables, says what misses its goal. */
public final class SyncBench {
    /** Every goal asked for is met, or could not be measured here. */
    static final int MET = 0;

    /** A goal is missed. */
    static final int MISSED = 1;

    /** Wrong options, or nothing could be measured. */
    static final int UNUSABLE = 2;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final Clock clock;

    SyncBench(Map<String, String> environment, PrintStream out, Clock clock) {
        this.environment = Map.copyOf(environment);
        this.out = out;
        this.clock = clock;
    }

    /** The process's edge. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        System.exit(new SyncBench(System.getenv(), System.out, Clock.systemUTC()).run(arguments));
    }

    /** Exit code. */
    int run(String... arguments) {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            out.println("bench/sync: " + e.getMessage() + "\n" + Options.USAGE);
            return UNUSABLE;
        }
        try {
            Report report = measure(options);
            out.print(report.text());
            if (options.json().isPresent()) {
                Files.writeString(options.json().get(), report.json());
            }
            return verdict(report);
        } catch (BenchException | IOException e) {
            out.println("bench/sync: " + e.getMessage());
            return UNUSABLE;
        }
    }

    private int verdict(Report report) {
        List<Finding> missed = report.missed();
        out.println();
        for (Finding finding : missed) {
            out.println("MISSED " + finding.goal() + " (" + finding.goal().sentence() + "): " + finding.what() + " is "
                    + finding.value() + " " + finding.unit() + ", at most "
                    + finding.limit() + " is allowed. " + finding.remark());
        }
        out.println(
                missed.isEmpty() ? "Every goal that was judged is met." : missed.size() + " figures miss their goal.");
        return missed.isEmpty() ? MET : MISSED;
    }

    private Report measure(Options options) throws IOException {
        ResticBinary restic = restic();
        Path folder = Files.createDirectories(
                RepositoryRoot.find().resolve("target").resolve("bench").resolve("sync"));
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Results results = new Results();
        try (Store store =
                Store.start(environment, folder.resolve("s3"), Long.toString(clock.millis(), Character.MAX_RADIX))) {
            Rig rig = new Rig(options.scale(), options.rounds(), restic, store, folder, List.of(), clock, this::say);
            rig = rig.with(jvms(rig, options));
            String judged = rig.judged().name();
            say("restic " + restic.version() + ", " + store.description() + ", mover on " + judged);
            measure(rig, options.goals(), results);
            return new Report(
                    now,
                    Runtime.getRuntime().availableProcessors() + " cores, " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch"),
                    "restic " + restic.version(),
                    store.description(),
                    judged,
                    results.measurements(),
                    results.findings());
        }
    }

    private static void measure(Rig rig, Set<Goal> goals, Results results) {
        if (goals.contains(Goal.P1) || goals.contains(Goal.P2)) {
            new SteadySync(rig, results).measure(goals);
        }
        if (goals.contains(Goal.P3)) {
            new NewDevice(rig, results).measure();
        }
        if (goals.contains(Goal.P4)) {
            new RetentionDue(rig, results).measure();
        }
        if (goals.contains(Goal.P5)) {
            new MoverOverhead(rig, results).measure();
        }
        if (goals.contains(Goal.P6)) {
            new Growth(rig, results).measure();
        }
    }

    private List<MoverJvm> jvms(Rig rig, Options options) {
        if (options.scale() == Options.Scale.QUICK) {
            return List.of(new MoverJvm(Jdk.running(), Optional.empty()));
        }
        AotTraining training = new AotTraining(rig);
        List<MoverJvm> jvms = new ArrayList<>();
        for (Jdk jdk : Jdk.find(Jdk.running().home(), options.jdks())) {
            jvms.add(training.train(jdk));
        }
        return jvms;
    }

    private ResticBinary restic() {
        ToolResult result = Tools.restic(ResticSeries.ANY, this::say);
        if (result instanceof ToolResult.Missing missing) {
            throw new BenchException(missing.reason());
        }
        BinaryInspection inspection = ResticBinary.inspect(
                ((ToolResult.Found) result).path(), new SystemProcessLauncher(clock), InspectionMemory.NONE);
        if (inspection instanceof BinaryInspection.Usable usable) {
            return usable.binary();
        }
        throw new BenchException(inspection.describe());
    }

    private void say(String line) {
        out.println(line);
    }
}
