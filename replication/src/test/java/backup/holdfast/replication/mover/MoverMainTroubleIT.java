package backup.holdfast.replication.mover;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import backup.holdfast.replication.plan.MoverOutcome.RunResult;
import backup.holdfast.replication.plan.PlanCodec;
import backup.holdfast.testsupport.tools.ResticSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A mover process among things that are not as they should be, whatever restic it has. */
@Timeout(180)
class MoverMainTroubleIT {
    @TempDir
    Path directory;

    private MoverHost host;

    @BeforeEach
    void create() throws IOException {
        host = new MoverHost(directory, ResticSeries.ANY);
    }

    @Test
    void shouldSayThatThereIsNoResticOrAnOldOne() throws Exception {
        Path old = host.directory.resolve("old-restic");
        Files.writeString(old, "#!/bin/sh\necho 'restic 0.14.0 compiled with go1.19.8 on linux/amd64'\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();

        MoverOutcome absent = host.failing(host.plan.backup(), Map.of("HOLDFAST_RESTIC", "/nonexistent/restic"));
        MoverOutcome outdated = host.failing(host.plan.backup(), Map.of("HOLDFAST_RESTIC", old.toString()));

        assertThat(absent.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.RESTIC_UNUSABLE,
                        "prepare",
                        null,
                        "there is no restic at /nonexistent/restic; install restic 0.17.1 or newer"));
        assertThat(outdated.failure().message())
                .isEqualTo(old + " is restic 0.14.0, but 0.17.1 or newer is needed; replace it");
    }

    @Test
    void shouldSayThatTheRepositorysAddressIsNoneWithoutItsCredentials() throws Exception {
        MoverOutcome outcome =
                host.failing(host.plan.backup(), Map.of("RESTIC_REPOSITORY", "https://me:hunter22@nas/photos"));

        assertThat(outcome.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.INVALID_REPOSITORY,
                        "prepare",
                        null,
                        "a location that starts with https: says where but not what is there; put s3: or rest: before"
                                + " it"));
    }

    @Test
    void shouldRefuseAPlanOfAnotherReleaseAndAnswerItsRun() throws Exception {
        Map<String, String> environment = host.environment(host.plan.backup());
        environment.computeIfPresent(
                PlanCodec.ENVIRONMENT_VARIABLE, (key, text) -> text.replace("\"version\":1", "\"version\":2"));
        try (MoverProcess mover = host.start(environment)) {
            assertThat(mover.await()).isEqualTo(MoverMain.NO_PLAN);

            String message =
                    "HOLDFAST_PLAN: the plan has version 2, this mover knows 1: controller and mover image must"
                            + " be of one release";
            assertThat(mover.stderr()).isEqualTo(message + "\n");
            assertThat(mover.outcome().orElseThrow().runId()).isEqualTo(PlanBuilder.RUN);
            assertThat(mover.outcome().orElseThrow().failure())
                    .isEqualTo(new RunFailure(FailureClass.UNKNOWN, "prepare", null, message));
        }
        assertThat(host.repository).doesNotExist();
    }

    @Test
    void shouldDoNothingWithoutAPlan() throws Exception {
        for (String nonsense : List.of("", "{", "{\"version\":1}")) {
            Map<String, String> environment = host.environment(host.plan.backup());
            environment.put(PlanCodec.ENVIRONMENT_VARIABLE, nonsense);
            try (MoverProcess mover = host.start(environment)) {
                assertThat(mover.await()).isEqualTo(MoverMain.NO_PLAN);
                assertThat(mover.outcome()).isEmpty();
                assertThat(mover.stderr())
                        .startsWith("HOLDFAST_PLAN: the plan ")
                        .hasLineCount(1);
                assertThat(mover.output()).isEmpty();
            }
        }
    }

    @Test
    void shouldPrintTheOutcomeItCannotWrite() throws Exception {
        Map<String, String> environment = host.environment(host.plan.backup());
        environment.put("HOLDFAST_TERMINATION_LOG", "/nonexistent/outcome");
        try (MoverProcess mover = host.start(environment)) {
            assertThat(mover.await()).isZero();
            assertThat(mover.stderr())
                    .startsWith("cannot write the outcome to /nonexistent/outcome: ")
                    .contains("\"result\":\"SUCCEEDED\"");
        }
    }

    @Test
    void shouldNotLetAResticRunWhoseProcessItCannotRecord() throws Exception {
        Map<String, String> environment = host.environment(host.plan.backup());
        environment.put("HOLDFAST_RESTIC_PROCESS", "/nonexistent/restic.process");
        try (MoverProcess mover = host.start(environment)) {
            assertThat(mover.await()).isEqualTo(MoverMain.FAILED);
            assertThat(mover.outcome().orElseThrow().failure().failureClass()).isEqualTo(FailureClass.UNKNOWN);
            assertThat(mover.outcome().orElseThrow().failure().message())
                    .contains("cannot record restic's process in /nonexistent/restic.process");
        }
    }

    @Test
    void shouldTakeAnyPasswordAndPatternInAUtf8Locale() throws Exception {
        Files.writeString(host.data.resolve("Größe 漢字.tmp"), "x");
        host.plan.excludes = List.of("Größe*");
        MoverOutcome outcome = host.run(host.plan.backup(), Map.of("RESTIC_PASSWORD", "pässwörd €"));

        assertThat(outcome.result()).isEqualTo(RunResult.SUCCEEDED);
        assertThat(outcome.backup().filesProcessed()).isEqualTo(1);
        assertThat(StockRestic.of(ResticSeries.ANY, host.repository, "pässwörd €")
                        .snapshots())
                .containsExactly(outcome.snapshot().id());
    }

    @Test
    void shouldRatherFailThanUseAGarbledPassword() throws Exception {
        MoverOutcome outcome =
                host.failing(host.plan.backup(), Map.of("RESTIC_PASSWORD", "pässwörd", "LANG", "C", "LC_ALL", "C"));

        assertThat(outcome.failure())
                .isEqualTo(new RunFailure(
                        FailureClass.UNKNOWN,
                        "prepare",
                        null,
                        "the value of RESTIC_PASSWORD can't be read as ANSI_X3.4-1968: set LANG=C.UTF-8 in the mover's"
                                + " environment"));
        assertThat(host.repository).doesNotExist();
    }
}
