package backup.holdfast.bench.sync;

import backup.holdfast.bench.measure.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Contenders side by side: each round runs all of them, beginning with another one each time, so that whatever else the machine does
 * meets all alike.
 */
final class Comparison {
    private final Map<Contender, List<Cost>> costs = new LinkedHashMap<>();

    /**
     * Runs them.
     *
     * @param beforeEach what happens before each sync and is not measured
     */
    static Comparison run(List<Contender> contenders, int rounds, Consumer<Contender> beforeEach) {
        Comparison comparison = new Comparison();
        contenders.forEach(contender -> comparison.costs.put(contender, new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < contenders.size(); i++) {
                Contender contender = contenders.get((round + i) % contenders.size());
                beforeEach.accept(contender);
                comparison.of(contender).add(contender.sync());
            }
        }
        return comparison;
    }

    Spread wall(Contender contender) {
        return spread(contender, Cost::wallMillis);
    }

    Spread cpu(Contender contender) {
        return spread(contender, Cost::cpuMillis);
    }

    Spread requests(Contender contender) {
        return spread(contender, cost -> cost.requests().total());
    }

    Spread keyDerivations(Contender contender) {
        return spread(contender, cost -> cost.requests().keyDerivations());
    }

    /** The median of what one took more than the other, round by round. */
    double medianOfDifferences(Contender more, Contender less, ToDoubleFunction<Cost> what) {
        List<Double> differences = new ArrayList<>();
        for (int round = 0; round < of(less).size(); round++) {
            differences.add(what.applyAsDouble(of(more).get(round)) - what.applyAsDouble(of(less).get(round)));
        }
        return Spread.of(differences).median();
    }

    /** In the last round, by when all have settled. */
    Cost last(Contender contender) {
        List<Cost> all = of(contender);
        return all.get(all.size() - 1);
    }

    /** One line of a report for each contender. */
    List<Measurement> measurements(Goal goal, String situation) {
        return costs.keySet().stream()
                .map(contender -> new Measurement(
                        goal,
                        situation,
                        contender.name(),
                        wall(contender),
                        cpu(contender),
                        requests(contender),
                        keyDerivations(contender),
                        last(contender).requests().toString(),
                        last(contender).processes()))
                .toList();
    }

    private Spread spread(Contender contender, ToDoubleFunction<Cost> what) {
        return Spread.of(of(contender).stream().map(what::applyAsDouble).toList());
    }

    private List<Cost> of(Contender contender) {
        List<Cost> found = costs.get(contender);
        if (found == null) {
            throw new IllegalArgumentException(contender.name() + " did not take part");
        }
        return found;
    }
}
