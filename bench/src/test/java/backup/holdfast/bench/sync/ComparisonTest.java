package backup.holdfast.bench.sync;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.bench.measure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final List<String> order = new ArrayList<>();

    /** Takes 1 unit the first time, 2 the second and so on. */
    private final class Slower implements Contender {
        private final String name;
        private final double unit;
        private int runs;

        Slower(String name, double unit) {
            this.name = name;
            this.unit = unit;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String host() {
            return name;
        }

        @Override
        public Cost sync() {
            order.add(name);
            runs++;
            Requests requests = new Requests(new TreeMap<>(Map.of("GET keys", 2L, "GET list", (long) runs)));
            return new Cost(runs * unit, runs * unit / 2, requests, List.of("run " + runs));
        }
    }

    @Test
    void shouldBeginEachRoundWithAnotherContender() {
        Comparison.run(
                List.of(new Slower("a", 1), new Slower("b", 1), new Slower("c", 1)),
                3,
                contender -> order.add("before " + contender.name()));

        assertThat(order)
                .containsExactly(
                        "before a", "a",
                        "before b", "b",
                        "before c", "c",
                        "before b", "b",
                        "before c", "c",
                        "before a", "a",
                        "before c", "c",
                        "before a", "a",
                        "before b", "b");
    }

    @Test
    void shouldTellWhatEachTook() {
        Contender fast = new Slower("fast", 10);
        Contender slow = new Slower("slow", 40);

        Comparison comparison = Comparison.run(List.of(slow, fast), 3, contender -> {});

        assertThat(comparison.measurements(Goal.P1, "calm"))
                .containsExactly(
                        new Measurement(
                                Goal.P1,
                                "calm",
                                "slow",
                                new Spread(3, 40, 80, 120),
                                new Spread(3, 20, 40, 60),
                                new Spread(3, 3, 4, 5),
                                new Spread(3, 2, 2, 2),
                                "2 GET keys, 3 GET list",
                                List.of("run 3")),
                        new Measurement(
                                Goal.P1,
                                "calm",
                                "fast",
                                new Spread(3, 10, 20, 30),
                                new Spread(3, 5, 10, 15),
                                new Spread(3, 3, 4, 5),
                                new Spread(3, 2, 2, 2),
                                "2 GET keys, 3 GET list",
                                List.of("run 3")));
        assertThat(comparison.medianOfDifferences(slow, fast, Cost::cpuMillis)).isEqualTo(30);
    }
}
