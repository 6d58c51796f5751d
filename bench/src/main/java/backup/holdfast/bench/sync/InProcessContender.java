package backup.holdfast.bench.sync;

import backup.holdfast.bench.measure.BenchException;
import backup.holdfast.replication.mover.PlanExecutor;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.SystemProcessLauncher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The mover's code in this JVM, which is warm: what a run costs without the start of a JVM. Its CPU is that of the restic processes
 * alone, in the kernel's ticks of 10 ms, because this JVM also serves S3.
 */
final class InProcessContender implements Contender {
    private static final double MILLIS_PER_TICK = 10;
    private static final int CHILDREN_USER_TIME = 13;

    private final Plans plans;
    private final int keepLast;

    InProcessContender(Plans plans, int keepLast) {
        this.plans = plans;
        this.keepLast = keepLast;
    }

    @Override
    public String name() {
        return "Holdfast's executor, in process";
    }

    @Override
    public String host() {
        return "in-process";
    }

    @Override
    public void settle() {
        sync();
    }

    @Override
    public Cost sync() {
        Site site = plans.site();
        List<String> steps = new ArrayList<>();
        PlanExecutor executor = new PlanExecutor(
                site.restic(),
                new SystemProcessLauncher(plans.clock()),
                plans.clock(),
                event -> {
                    if (event.kind() == MoverEvent.Kind.STEP) {
                        steps.add(event.message());
                    }
                },
                process -> {});
        site.counter().reset();
        double cpuBefore = childrenMillis();
        long begin = System.nanoTime();
        MoverOutcome outcome = executor.execute(plans.backup(host(), keepLast), site.environment(), new Cancellation());
        double wall = (System.nanoTime() - begin) / 1e6;
        double cpu = childrenMillis() - cpuBefore;
        if (outcome.failure() != null || outcome.maintenanceFailure() != null) {
            throw new BenchException("the mover failed: " + outcome);
        }
        return new Cost(wall, cpu, site.counter().read(), steps);
    }

    private static double childrenMillis() {
        try {
            return childrenMillis(Files.readString(Path.of("/proc/self/stat"), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the kernel does not tell what children took: this needs Linux", e);
        }
    }

    /** By the text of {@code /proc/<pid>/stat}, see proc(5): fields 16 and 17, after a name that may hold anything. */
    static double childrenMillis(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[CHILDREN_USER_TIME]) + Long.parseLong(fields[CHILDREN_USER_TIME + 1]))
                * MILLIS_PER_TICK;
    }
}
