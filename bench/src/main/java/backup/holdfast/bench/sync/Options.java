package backup.holdfast.bench.sync;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was asked for on the command line.
 *
 * @param json where to write the results as JSON
 * @param rounds how often each contender runs in a comparison
 * @param goals which to measure
 * @param jdks further JDKs to run the mover on
 */
record Options(Scale scale, Optional<Path> json, int rounds, Set<Goal> goals, List<Path> jdks) {

    static final String USAGE = """
            usage: bench/sync [--quick] [--json FILE] [--rounds N] [--only P1,P2] [--jdk HOME]...
              --quick      little data, and only what can be counted: requests, processes, bytes (P2, P3)
              --json FILE  write all results to FILE as well
              --rounds N   how often each contender runs in a comparison (11; quick: 2)
              --only LIST  measure these goals alone, such as P1,P5
              --jdk HOME   run the mover on this JDK too; those beside the running one are found""";

    private static final Set<Goal> COUNTED = EnumSet.of(Goal.P2, Goal.P3);

    /** How much data, and so what can be judged. */
    enum Scale {
        QUICK,
        FULL
    }

    Options {
        goals = Set.copyOf(goals);
        jdks = List.copyOf(jdks);
        if (rounds < 1) {
            throw new IllegalArgumentException("--rounds is at least 1");
        }
    }

    /** @throws IllegalArgumentException with what is wrong */
    static Options parse(String... arguments) {
        Scale scale = Scale.FULL;
        Optional<Path> json = Optional.empty();
        Optional<Integer> rounds = Optional.empty();
        Optional<Set<Goal>> only = Optional.empty();
        List<Path> jdks = new ArrayList<>();
        Iterator<String> rest = Arrays.asList(arguments).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--quick" -> scale = Scale.QUICK;
                case "--json" -> json = Optional.of(Path.of(value(option, rest)));
                case "--rounds" -> rounds = Optional.of(number(value(option, rest)));
                case "--only" -> only = Optional.of(goals(value(option, rest)));
                case "--jdk" -> jdks.add(Path.of(value(option, rest)));
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        boolean quick = scale == Scale.QUICK;
        return new Options(
                scale,
                json,
                rounds.orElse(quick ? 2 : 11),
                only.orElse(quick ? COUNTED : EnumSet.allOf(Goal.class)),
                jdks);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.next();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--rounds takes a number, not " + text, e);
        }
    }

    private static Set<Goal> goals(String list) {
        return Arrays.stream(list.split(",", -1)).map(Options::goal).collect(Collectors.toSet());
    }

    private static Goal goal(String name) {
        return Arrays.stream(Goal.values())
                .filter(goal -> goal.name().equalsIgnoreCase(name.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no goal " + name + ": P1 to P6"));
    }
}
