package backup.holdfast.controller.metrics;

import backup.holdfast.replication.plan.FailureClass;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What is counted of the claims that are populated, by the destination they name. The series go when that goes. */
public final class PopulationCounters {
    private static final String POPULATIONS = "holdfast.populations";
    private static final String FAILURES = "holdfast.population.failures";
    private static final String DURATION = "holdfast.population.duration";
    private static final String BYTES = "holdfast.population.restored";

    private final MeterRegistry registry;

    public PopulationCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Where a claim's data came from. */
    public enum Result {
        RESTORED("restored"),
        IMAGE("image"),
        EMPTY("empty");

        private final String label;

        Result(String label) {
            this.label = label;
        }
    }

    /** Makes the series exist from the start, so that the first failure is an increase. */
    public void appeared(String namespace, String destination) {
        for (Result result : Result.values()) {
            populations(namespace, destination, result);
        }
    }

    /** @param duration from when the claim could first be looked after */
    public void populated(String namespace, String destination, Result result, Duration duration) {
        populations(namespace, destination, result).increment();
        Timer.builder(DURATION)
                .description("How long it took to populate claims")
                .tags(SyncLabels.destination(namespace, destination))
                .register(registry)
                .record(duration);
    }

    public void restored(String namespace, String destination, long bytes) {
        Counter.builder(BYTES)
                .baseUnit("bytes")
                .description("Bytes written into claims that were populated")
                .tags(SyncLabels.destination(namespace, destination))
                .register(registry)
                .increment((double) bytes);
    }

    public void failed(String namespace, String destination, FailureClass failure) {
        Counter.builder(FAILURES)
                .description("Failed attempts to populate a claim, by class")
                .tags(SyncLabels.destination(namespace, destination).and("class", failure.label()))
                .register(registry)
                .increment();
    }

    private Counter populations(String namespace, String destination, Result result) {
        return Counter.builder(POPULATIONS)
                .description("Claims populated, by where their data came from")
                .tags(SyncLabels.destination(namespace, destination).and("result", result.label))
                .register(registry);
    }
}
