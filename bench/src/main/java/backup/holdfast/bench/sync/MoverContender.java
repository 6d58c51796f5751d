package backup.holdfast.bench.sync;

import backup.holdfast.bench.measure.BenchException;
import backup.holdfast.bench.measure.Timed;
import backup.holdfast.replication.plan.EventCodec;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverPlan;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.plan.PlanCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The real mover as a process of its own: JVM, plan from the environment, outcome in a file. Its JVM is part of the cost. */
final class MoverContender implements Contender {
    private final MoverJvm jvm;
    private final Plans plans;
    private final int keepLast;
    private final EventCodec events = new EventCodec();

    MoverContender(MoverJvm jvm, Plans plans, int keepLast) {
        this.jvm = jvm;
        this.plans = plans;
        this.keepLast = keepLast;
    }

    /** What a run of the mover's process took and said. */
    record Moved(Cost cost, MoverOutcome outcome) {}

    @Override
    public String name() {
        return "Holdfast's mover, " + jvm.name();
    }

    @Override
    public String host() {
        return "holdfast";
    }

    @Override
    public void settle() {
        sync();
    }

    @Override
    public Cost sync() {
        return move(plans.backup(host(), keepLast), shell -> {}).cost();
    }

    /** Carries out any plan, which has to go well. */
    Moved move(MoverPlan plan, Consumer<Process> watcher, String... moreOfTheJvm) {
        Site site = plans.site();
        Path outcomeFile = site.folder().resolve("outcome");
        Map<String, String> environment = site.environment();
        environment.put("HOLDFAST_RESTIC", site.restic().path().toString());
        environment.put("HOLDFAST_TERMINATION_LOG", outcomeFile.toString());
        environment.put(PlanCodec.ENVIRONMENT_VARIABLE, new PlanCodec().encode(plan));
        site.counter().reset();
        Timed timed = site.stopwatch().run(jvm.command(moreOfTheJvm), environment, site.folder(), watcher);
        Cost cost =
                new Cost(timed.wallMillis(), timed.cpuMillis(), site.counter().read(), steps(timed.output()));
        return new Moved(cost, outcome(outcomeFile, timed.output()));
    }

    private List<String> steps(String output) {
        return output.lines()
                .flatMap(line -> events.decode(line).stream())
                .filter(event -> event.kind() == MoverEvent.Kind.STEP)
                .map(MoverEvent::message)
                .toList();
    }

    private static MoverOutcome outcome(Path file, String output) {
        try {
            MoverOutcome outcome = new OutcomeCodec()
                    .decode(Files.readString(file))
                    .orElseThrow(() -> new BenchException("the mover left no outcome:\n" + output));
            if (outcome.failure() != null || outcome.maintenanceFailure() != null) {
                throw new BenchException("the mover failed: " + outcome);
            }
            if (outcome.forget() != null && outcome.forget().frozen() != null) {
                throw new BenchException(
                        "the mover refused to forget: " + outcome.forget().frozen());
            }
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException("the mover left no outcome:\n" + output, e);
        }
    }
}
