package backup.holdfast.controller.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;

/** Which replica works. */
public final class LeaderGauge {
    private LeaderGauge() {}

    public static void register(MeterRegistry registry, BooleanSupplier leading) {
        Gauge.builder("holdfast.leader", () -> leading.getAsBoolean() ? 1 : 0)
                .description("1 on the replica that works, 0 on those that wait to take over")
                .register(registry);
    }
}
