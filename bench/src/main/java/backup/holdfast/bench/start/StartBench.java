package backup.holdfast.bench.start;

import backup.holdfast.bench.measure.BenchException;
import backup.holdfast.bench.measure.Spread;
import backup.holdfast.bench.measure.Stopwatch;
import backup.holdfast.bench.measure.Timed;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code bench/start}: the restore command beside a JVM that does nothing, in turns. */
public final class StartBench {
    private static final int SOURCES = 50;
    private static final int ROUNDS = 9;
    private static final double HELP_MILLIS = 500;
    private static final double STATUS_MILLIS = 1000;
    private static final String NOTHING = "a JVM that does nothing";
    private static final String HELP = "restore --help";
    private static final String STATUS = "restore status -A";

    private final Path home;
    private final PrintStream out;

    StartBench(Path home, PrintStream out) {
        this.home = home;
        this.out = out;
    }

    /** The process's edge: the folder of the unpacked command, and perhaps how often. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROUNDS;
        System.exit(new StartBench(Path.of(arguments[0]), System.out).run(rounds) ? 0 : 1);
    }

    /** Whether both goals are met. */
    boolean run(int rounds) throws IOException {
        Path folder = Files.createTempDirectory("bench-start");
        try (CannedCluster cluster = new CannedCluster(SOURCES)) {
            Map<String, List<String>> commands = commands(cluster.writeKubeconfig(folder.resolve("kubeconfig")));
            Map<String, List<Timed>> taken = new LinkedHashMap<>();
            Stopwatch stopwatch = new Stopwatch(folder);
            // The first round is for the file system's memory, and for what the command keeps.
            for (int round = 0; round <= rounds; round++) {
                for (Map.Entry<String, List<String>> command : commands.entrySet()) {
                    Timed timed = stopwatch.run(command.getValue(), environment(round), folder);
                    if (round > 0) {
                        taken.computeIfAbsent(command.getKey(), key -> new ArrayList<>())
                                .add(timed);
                    }
                }
            }
            return tell(taken);
        } catch (BenchException e) {
            out.println("bench/start: " + e.getMessage());
            return false;
        }
    }

    private Map<String, List<String>> commands(Path kubeconfig) {
        String program = home.resolve("bin").resolve("restore").toString();
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put(
                NOTHING,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Nothing.class.getName()));
        commands.put(HELP, List.of(program, "--help"));
        commands.put(STATUS, List.of(program, "status", "-A", "--kubeconfig", kubeconfig.toString()));
        return commands;
    }

    /** On JDK 17 the command keeps its classes in a run that is told to only: the first. */
    private static Map<String, String> environment(int round) {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        if (round > 0) {
            environment.remove("HOLDFAST_ARCHIVE");
        }
        return environment;
    }

    private boolean tell(Map<String, List<Timed>> taken) {
        Spread bare = cpu(of(taken, NOTHING));
        out.println("| command | wall, ms | CPU, ms | CPU of a JVM that does nothing |\n|---|---|---|---|");
        taken.forEach((name, times) -> out.printf(
                Locale.ROOT,
                "| `%s` | %.0f | %.0f | %.1f |%n",
                name,
                wall(times).median(),
                cpu(times).median(),
                cpu(times).ratioTo(bare)));
        double help = wall(of(taken, HELP)).median();
        double status = wall(of(taken, STATUS)).median();
        out.printf(
                Locale.ROOT,
                "%s: help %.0f ms of %.0f, status %.0f ms of %.0f%n",
                help <= HELP_MILLIS && status <= STATUS_MILLIS ? "met" : "MISSED",
                help,
                HELP_MILLIS,
                status,
                STATUS_MILLIS);
        return help <= HELP_MILLIS && status <= STATUS_MILLIS;
    }

    private static List<Timed> of(Map<String, List<Timed>> taken, String name) {
        return taken.getOrDefault(name, List.of());
    }

    private static Spread wall(List<Timed> times) {
        return Spread.of(times.stream().map(Timed::wallMillis).toList());
    }

    private static Spread cpu(List<Timed> times) {
        return Spread.of(times.stream().map(Timed::cpuMillis).toList());
    }
}
