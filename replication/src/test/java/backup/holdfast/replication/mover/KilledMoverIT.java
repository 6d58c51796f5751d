package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.BackupPlan.Step;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.plan.RunId;
import backup.holdfast.restic.process.Cancellation;
import backup.holdfast.restic.process.ProcessIdentity;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.process.ProcessRequest;
import backup.holdfast.restic.process.ProcessResult;
import backup.holdfast.restic.process.ProcessStreams;
import backup.holdfast.restic.process.SystemProcessLauncher;
import backup.holdfast.testsupport.s3.CountingProxy;
import backup.holdfast.testsupport.s3.S3Bucket;
import backup.holdfast.testsupport.s3.S3Request;
import backup.holdfast.testsupport.s3.S3Request.Part;
import backup.holdfast.testsupport.s3.S3Test;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What it costs to heal after a mover was killed: the next sync and its forget get through by themselves, with a handful of requests more. */
@S3Test
@Timeout(300)
class KilledMoverIT {
    private static final int LOCKED_OUT = 11;

    private final CountedLauncher launcher = new CountedLauncher();

    @TempDir
    Path directory;

    private CountingProxy proxy;
    private MoverSite site;
    private PlanBuilder plan;
    private int runs;

    /** What the mover is doing when it is killed, told by what its restic asks of the store. */
    enum Phase {
        BACKUP("PUT", Part.DATA, List.of("backup", "forget", "forget"), 4),
        FORGET("DELETE", Part.SNAPSHOTS, List.of("backup", "backup", "forget"), 4),
        PRUNE("DELETE", Part.INDEX, List.of("backup", "backup", "forget"), 4);

        private final String method;
        private final Part part;
        private final List<String> healing;
        private final int more;

        /** @param more requests than usual at most, beside those of the one restic process that is refused and repeated */
        Phase(String method, Part part, List<String> healing, int more) {
            this.method = method;
            this.part = part;
            this.healing = healing;
            this.more = more;
        }

        boolean isAt(S3Request request) {
            return request.method().equals(method) && request.part() == part;
        }
    }

    @BeforeEach
    void create(S3Bucket direct, CountingProxy counting) throws IOException {
        proxy = counting;
        site = new MoverSite(directory, ResticSeries.ANY);
        site.launcher = launcher;
        site.reach(direct.via(counting));
        site.secret.put("AWS_DEFAULT_REGION", "us-east-1");
        plan = site.plan.firstRun().keepLast(2);
        plan.lastForget = plan.plannedAt.minus(Duration.ofHours(1));
    }

    @ParameterizedTest
    @EnumSource
    void shouldHealWithinTheNextSyncForAFewRequests(Phase phase) throws Exception {
        for (int i = 0; i < 3; i++) {
            change();
            sync();
        }
        change();
        sync();
        List<Call> usual = launcher.calls();
        int before = proxy.requests().size();
        assertThat(usual).noneMatch(call -> call.exitCode() == LOCKED_OUT);
        assertThat(own(usual))
                .as("requests of no restic, while no lock is in the way")
                .isZero();

        change();
        kill(phase);
        change();
        MoverOutcome healed = sync();

        List<Call> calls = launcher.calls();
        assertThat(healed.locks()).hasSize(1).allMatch(lock -> lock.verdict() == LockVerdict.REMOVED);
        assertThat(healed.forget()).isNotNull();
        List<Call> refused =
                calls.stream().filter(call -> call.exitCode() == LOCKED_OUT).toList();
        assertThat(refused)
                .as("how it is known: no other call is made to find out")
                .hasSize(1);
        assertThat(calls).extracting(Call::verb).isEqualTo(phase.healing);
        assertThat(own(calls)).as("list the locks, remove one").isEqualTo(2);
        long more = proxy.requests().size() - before - refused.get(0).requests();
        assertThat(more)
                .as("requests more than usual: %s, not %s", calls, usual)
                .isLessThanOrEqualTo(phase.more);
    }

    /** Requests that no restic made. */
    private long own(List<Call> calls) {
        return proxy.requests().size()
                - calls.stream().mapToLong(Call::requests).sum();
    }

    /** One more run, in a process and namespaces of its own, that dies when it comes to this. */
    private void kill(Phase phase) throws Exception {
        if (phase == Phase.PRUNE) {
            plan.alsoPrune();
        }
        site.die(plan.backup(run()), proxy, phase::isAt);
        plan.steps = EnumSet.of(Step.BACKUP, Step.FORGET);
    }

    private void change() throws IOException {
        Files.writeString(site.data.resolve("changing.txt"), "round " + runs + " at " + System.nanoTime());
    }

    private MoverOutcome sync() {
        launcher.forget();
        proxy.forget();
        return site.sync(plan.backup(run()));
    }

    private RunId run() {
        return RunId.of("photos", "", Instant.EPOCH.plusSeconds(++runs), 1);
    }

    /** One restic process. */
    private record Call(String verb, int exitCode, long requests) {}

    /** Starts real processes and counts what each asks of the store. */
    private final class CountedLauncher implements ProcessLauncher {
        private final ProcessLauncher system = new SystemProcessLauncher(Clock.systemUTC());
        private final List<Call> calls = new ArrayList<>();

        List<Call> calls() {
            return List.copyOf(calls);
        }

        void forget() {
            calls.clear();
        }

        @Override
        public ProcessResult run(ProcessRequest request, ProcessStreams streams, Cancellation cancellation) {
            int before = proxy.requests().size();
            ProcessResult result = system.run(request, streams, cancellation);
            int exitCode = Stream.of(result)
                    .filter(ProcessResult.Ended.class::isInstance)
                    .mapToInt(ended -> ((ProcessResult.Ended) ended).exitCode())
                    .findFirst()
                    .orElse(-1);
            calls.add(new Call(request.argv().get(1), exitCode, proxy.requests().size() - before));
            return result;
        }

        @Override
        public boolean isRunning(ProcessIdentity process) {
            return system.isRunning(process);
        }
    }
}
