package backup.holdfast.controller.metrics;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Optional;

/**
 * Which Holdfast this is, as a gauge that is always 1: its absence is what to alert on when nothing is scraped at all.
 *
 * @param version of the release, or {@code unreleased}
 * @param java the Java runtime it runs on
 */
public record BuildInfo(String version, String java) implements MeterBinder {
    public BuildInfo {
        requireNonNull(version, "version is null");
        requireNonNull(java, "java is null");
    }

    /** Of the jar this class came in, by its manifest. */
    public static BuildInfo of(Class<?> shipped) {
        return new BuildInfo(
                Optional.ofNullable(shipped.getPackage().getImplementationVersion())
                        .orElse("unreleased"),
                Runtime.version().toString());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("holdfast.build.info", () -> 1)
                .description("Always 1; its labels say which Holdfast this is")
                .tag("version", version)
                .tag("java", java)
                .strongReference(true)
                .register(registry);
    }
}
