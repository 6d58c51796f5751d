package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.restic.ResticBinary;
import backup.holdfast.restic.ResticVersion;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** An executor on a fake restic, with a volume that holds a file. */
final class MoverFixture {
    static final Instant NOW = Instant.parse("2026-11-20T04:00:05Z");
    static final Map<String, String> ENVIRONMENT =
            Map.of("RESTIC_REPOSITORY", "/repo", "RESTIC_PASSWORD", "correct horse");

    final FakeRestic restic = new FakeRestic();
    final TestClock clock = new TestClock(NOW);
    final Cancellation cancellation = new Cancellation();
    final List<MoverEvent> events = new ArrayList<>();
    final List<ProcessIdentity> started = new ArrayList<>();
    Consumer<MoverEvent> listener = events::add;
    final Path data;
    final Path cache;
    final PlanBuilder plan;

    MoverFixture(Path directory) throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        cache = Files.createDirectory(directory.resolve("cache"));
        Files.writeString(data.resolve("a.txt"), "hello\n");
        plan = new PlanBuilder(data, cache);
    }

    MoverOutcome execute(MoverPlan plan) {
        Map<String, String> environment = new TreeMap<>(ENVIRONMENT);
        environment.put("RESTIC_REPOSITORY", plan.repository().url());
        return executor(Set.of()).execute(plan, environment, cancellation);
    }

    PlanExecutor executor(Set<String> features) {
        ResticBinary binary = new ResticBinary(Path.of("/usr/bin/restic"), new ResticVersion(0, 19, 1), features);
        return new PlanExecutor(binary, restic, clock, listener, started::add);
    }
}
