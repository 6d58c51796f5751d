package backup.holdfast.controller.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.function.Supplier;

/** What keeps a Holdfast from its work, whatever its objects say. */
public final class ImpedimentGauges {
    private ImpedimentGauges() {}

    /**
     * Each reason is there from the start, so that an alert on it ends.
     *
     * @param all reasons there can be
     * @param now those that hold
     */
    public static void register(MeterRegistry registry, Set<String> all, Supplier<Set<String>> now) {
        for (String reason : all) {
            Gauge.builder("holdfast.impediment", () -> now.get().contains(reason) ? 1 : 0)
                    .description("1 while Holdfast keeps its hands off all objects, or only adds to repositories")
                    .tag("reason", reason)
                    .register(registry);
        }
    }
}
