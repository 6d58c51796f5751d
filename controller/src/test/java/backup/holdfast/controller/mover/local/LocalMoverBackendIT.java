package backup.holdfast.controller.mover.local;

import static backup.holdfast.controller.mover.local.LocalMoverFixture.CLAIM;
import static backup.holdfast.controller.mover.local.LocalMoverFixture.OWNER;
import static backup.holdfast.controller.mover.local.LocalMoverFixture.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.controller.mover.Placement;
import backup.holdfast.replication.plan.EndedRun.Proof;
import backup.holdfast.replication.plan.EventCodec;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverEvent;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.state.MoverObservation;
import backup.holdfast.replication.state.MoverObservation.Absent;
import backup.holdfast.replication.state.MoverObservation.Ended;
import backup.holdfast.replication.state.MoverObservation.Running;
import backup.holdfast.restic.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, but no restic: the movers are shell scripts. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the movers are shell scripts")
final class LocalMoverBackendIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final Instant STARTED = Instant.parse("2026-11-20T04:00:00Z");
    private static final MoverOutcome OUTCOME =
            MoverOutcome.notStarted(RUN, FailureClass.UNREACHABLE, "the store is away", STARTED.plusSeconds(10));
    private static final MoverEvent EVENT =
            new MoverEvent(STARTED.plusSeconds(5), RUN, MoverEvent.Kind.NOTE, "half of it is done", null);

    private static final String SAY_AND_END = """
            echo "no event at all"
            printf '%s\\n' "$EVENT"
            printf '%s' "$OUTCOME" > "$HOLDFAST_TERMINATION_LOG"
            exit 1
            """;

    /** Waits for the file GO; ends well after that. */
    private static final String WAIT_THEN_END = """
            echo started >> "$STARTS"
            until [ -e "$GO" ]; do sleep 0.02; done
            printf '%s' "$OUTCOME" > "$HOLDFAST_TERMINATION_LOG"
            """;

    /** Starts what stands for restic, says so, and waits for it. */
    private static final String WITH_RESTIC = """
            sleep 1000 > /dev/null 2>&1 &
            printf '%s%s' $! "$AFTER_PID" > "$HOLDFAST_RESTIC_PROCESS.new"
            mv "$HOLDFAST_RESTIC_PROCESS.new" "$HOLDFAST_RESTIC_PROCESS"
            wait
            """;

    @TempDir
    Path folder;

    private final List<ProcessIdentity> left = new ArrayList<>();
    private LocalMoverFixture fixture;

    @BeforeEach
    void prepare() throws IOException {
        fixture = LocalMoverFixture.in(folder);
    }

    @AfterEach
    void killWhatIsLeft() {
        fixture.runFolder().restic().ifPresent(left::add);
        fixture.runFolder().mover().ifPresent(left::add);
        left.forEach(LocalMoverBackendIT::kill);
    }

    @Test
    void shouldRunAMoverAndReadWhatItSaid() throws IOException {
        LocalMoverBackend backend = backend(SAY_AND_END);
        assertThat(backend.observe(OWNER, RUN)).isEqualTo(new Absent());

        backend.start(fixture.assignment(backend));

        await().atMost(SOON).untilAsserted(() -> assertThat(fixture.woken).containsExactly(OWNER));
        assertThat(backend.observe(OWNER, RUN))
                .isEqualTo(new Ended(
                        Optional.of(OUTCOME), Proof.TERMINATED, "the mover's process ended with exit code 1"));
        assertThat(fixture.events).containsExactly(EVENT);
    }

    @Test
    void shouldGiveGooglesCredentialsAsAFileThatNobodyElseMayRead() throws IOException {
        LocalMoverBackend backend =
                fixture.scripted("""
                cp -p "$GOOGLE_APPLICATION_CREDENTIALS" "$SEEN"
                """, Map.of("SEEN", folder.resolve("seen.json").toString()));
        String content = "{\"type\": \"service_account\",\n \"private_key\": \"secret ü\"}\n";

        backend.start(fixture.assignment(
                backend,
                Map.of(
                        "RESTIC_REPOSITORY",
                        "gs:bucket:/photos",
                        "RESTIC_PASSWORD",
                        "secret-word",
                        "GOOGLE_APPLICATION_CREDENTIALS",
                        content),
                Tuning.RESTIC_DEFAULTS));
        awaitEnd(backend);

        assertThat(folder.resolve("seen.json")).hasContent(content);
        assertThat(Files.getPosixFilePermissions(folder.resolve("seen.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        backend.cleanUp(OWNER, RUN);
        assertThat(fixture.runFolder().credentials()).doesNotExist();
    }

    @Test
    void shouldStartAMoverOnce() throws IOException {
        LocalMoverBackend backend = backend(WAIT_THEN_END);
        backend.start(fixture.assignment(backend));
        backend.start(fixture.assignment(backend));
        LocalMoverBackend afterRestart = backend(WAIT_THEN_END);
        afterRestart.start(fixture.assignment(afterRestart));
        go();
        awaitEnd(backend);
        backend.start(fixture.assignment(backend));

        assertThat(folder.resolve("starts")).hasContent("started");
    }

    @Test
    void shouldFindARunAgainAfterARestart() throws IOException {
        LocalMoverBackend first = backend(WAIT_THEN_END);
        first.start(fixture.assignment(first));

        LocalMoverBackend second = backend(WAIT_THEN_END);
        assertThat(second.observe(OWNER, RUN)).isEqualTo(new Running());
        go();

        assertThat(awaitEnd(second))
                .isEqualTo(new Ended(Optional.of(OUTCOME), Proof.TERMINATED, "the mover's process is gone"));
    }

    @Test
    void shouldCallARunOverOnlyWhenItsResticIsGoneToo() throws IOException {
        LocalMoverBackend backend = backend(WITH_RESTIC);
        backend.start(fixture.assignment(backend));
        ProcessIdentity restic = await().atMost(SOON)
                .until(() -> fixture.runFolder().restic(), Optional::isPresent)
                .orElseThrow();

        kill(fixture.runFolder().mover().orElseThrow());
        await().atMost(SOON).untilAsserted(() -> assertThat(fixture.woken).containsExactly(OWNER));
        assertThat(backend.observe(OWNER, RUN))
                .as("restic lives, with its lock")
                .isEqualTo(new Running());
        assertThat(backend(WITH_RESTIC).observe(OWNER, RUN))
                .as("after a restart, too")
                .isEqualTo(new Running());
        kill(restic);

        assertThat(awaitEnd(backend))
                .isEqualTo(
                        new Ended(Optional.empty(), Proof.TERMINATED, "the mover's process ended with exit code 137"));
    }

    @Test
    void shouldNotKnowWhetherAMoverRanWhoseProcessWasNeverRecorded() throws IOException {
        fixture.runFolder().create();

        assertThat(backend(SAY_AND_END).observe(OWNER, RUN))
                .isEqualTo(new Ended(Optional.empty(), Proof.VANISHED, "the mover's process is gone"));
    }

    @Test
    void shouldNotTakeARunAsProvenOverWhoseResticWasOnlyHalfWrittenDown() throws IOException {
        LocalMoverBackend backend = backend("printf '4711 2026-' > \"$HOLDFAST_RESTIC_PROCESS\"");
        backend.start(fixture.assignment(backend));

        assertThat(awaitEnd(backend))
                .isEqualTo(new Ended(Optional.empty(), Proof.VANISHED, "the mover's process ended with exit code 0"));
    }

    @Test
    void shouldTakeAnOutcomeThatWasCutOffAsNone() throws IOException {
        LocalMoverBackend backend = backend("""
                printf '{"runId":"hf-7c1e04d2-20261120t040000","result":"FAILED","logTail":"\\303' > "$HOLDFAST_TERMINATION_LOG"
                echo "no space left on device" >&2
                """);

        backend.start(fixture.assignment(backend));

        assertThat(awaitEnd(backend))
                .isEqualTo(new Ended(
                        Optional.empty(),
                        Proof.TERMINATED,
                        "the mover's process ended with exit code 0: no space left on device"));
    }

    @Test
    void shouldLetACancelledMoverSayItsLastWords() throws IOException {
        LocalMoverBackend backend = backend("""
                trap 'printf "%s" "$OUTCOME" > "$HOLDFAST_TERMINATION_LOG"; exit 3' TERM
                : > "$STARTS"
                while :; do sleep 0.02; done
                """);
        backend.start(fixture.assignment(backend));
        await().atMost(SOON).until(() -> Files.exists(folder.resolve("starts")));

        backend.cancel(OWNER, RUN);

        assertThat(awaitEnd(backend))
                .isEqualTo(new Ended(
                        Optional.of(OUTCOME), Proof.TERMINATED, "the mover's process ended with exit code 3"));
        assertThatCode(() -> backend.cancel(OWNER, RUN)).doesNotThrowAnyException();
    }

    @Test
    void shouldStopAllMoversAndKillThoseThatWillNot() throws IOException {
        LocalMoverBackend backend = backend("trap '' TERM\n" + WITH_RESTIC);
        backend.start(fixture.assignment(backend));
        await().atMost(SOON).until(() -> fixture.runFolder().restic().isPresent());

        backend.stopAll(Duration.ofMillis(200));

        assertThat(awaitEnd(backend))
                .isEqualTo(
                        new Ended(Optional.empty(), Proof.TERMINATED, "the mover's process ended with exit code 137"));
    }

    @Test
    void shouldRemoveWhatARunLeftButNotTheCache() throws IOException {
        LocalMoverBackend backend = backend("echo scrap > \"$TMPDIR/scrap\"");
        backend.start(fixture.assignment(backend));
        awaitEnd(backend);

        backend.cleanUp(OWNER, RUN);
        backend.cleanUp(OWNER, RUN);

        assertThat(backend.observe(OWNER, RUN)).isEqualTo(new Absent());
        assertThat(fixture.runFolder().path()).doesNotExist();
        assertThat(RunFolder.cache(fixture.state, OWNER)).isEmptyDirectory();
    }

    @Test
    void shouldGiveAMoverItsPlanAndCredentialsAndNothingElseOfOurs() throws IOException {
        LocalMoverBackend backend = backend("env > \"$STARTS\"");
        backend.start(fixture.assignment(backend));
        awaitEnd(backend);

        Map<String, String> seen = environment(folder.resolve("starts"));
        assertThat(seen.keySet())
                .containsExactlyInAnyOrder(
                        "AFTER_PID",
                        "EVENT",
                        "GO",
                        "HOLDFAST_PLAN",
                        "HOLDFAST_RESTIC_PROCESS",
                        "HOLDFAST_TERMINATION_LOG",
                        "OUTCOME",
                        "PATH",
                        "PWD",
                        "RESTIC_PASSWORD",
                        "RESTIC_REPOSITORY",
                        "STARTS",
                        "TMPDIR");
        assertThat(seen.get("RESTIC_PASSWORD")).isEqualTo("secret-word");
        assertThat(seen.get("HOLDFAST_PLAN")).contains(RUN.value()).doesNotContain("secret-word");
    }

    @Test
    void shouldRefuseAVolumeThatIsNotThere() throws IOException {
        Files.delete(fixture.volume);

        assertRefused(
                backend(SAY_AND_END),
                FailureClass.SOURCE_MISSING,
                "the volume's folder " + fixture.volume + " does not exist");
    }

    @Test
    void shouldRefuseAPlanThatIsTooLong() throws IOException {
        LocalMoverBackend backend = backend(SAY_AND_END);

        MoverRefusedException refused =
                catchThrowableOfType(MoverRefusedException.class, () -> backend.start(fixture.oversized(backend)));

        assertThat(refused.failure()).isEqualTo(FailureClass.INVALID_SPEC);
        assertThat(refused)
                .hasMessageMatching(
                        "the plan of " + RUN + " has \\d+ bytes, the limit is 65536: shorten spec.restic.exclude");
        assertThat(fixture.runFolder().path()).doesNotExist();
    }

    @Test
    void shouldRefuseWhenTheStateFolderCannotBeWritten() throws IOException {
        Files.writeString(fixture.state, "a file where a folder belongs");

        assertRefused(backend(SAY_AND_END), FailureClass.UNKNOWN, null);
    }

    @Test
    void shouldSayWhyACommandDidNotStart() throws IOException {
        LocalMoverBackend backend = fixture.backend(
                List.of("sh", "-c", "echo 'no mover here' >&2; exit 127"), Map.of("PATH", System.getenv("PATH")));

        backend.start(fixture.assignment(backend));

        assertThat(awaitEnd(backend))
                .isEqualTo(new Ended(
                        Optional.empty(),
                        Proof.TERMINATED,
                        "the mover's process ended with exit code 127: no mover here"));
    }

    @Test
    void shouldFileSnapshotsUnderTheFoldersPathWhenItsOwnFilesLieWhereTheVolumeWouldHideThem() {
        LocalMoverBackend backend = fixture.backend(
                new LocalMoverOptions(folder.resolve("volumes"), Path.of("/data/holdfast"), List.of("sh"), Map.of()));

        Placement placement = backend.place(OWNER, CLAIM);

        assertThat(placement.recordedPath()).isEqualTo(fixture.volume.toString());
        assertThat(placement.workspace().data()).isEqualTo(fixture.volume);
        assertThat(placement.note())
                .contains("Snapshots are recorded under " + fixture.volume
                        + ", not /data: Holdfast itself keeps files below /data.");
    }

    private void assertRefused(LocalMoverBackend backend, FailureClass failure, String message) {
        MoverRefusedException refused =
                catchThrowableOfType(MoverRefusedException.class, () -> backend.start(fixture.assignment(backend)));

        assertThat(refused.failure()).isEqualTo(failure);
        if (message != null) {
            assertThat(refused).hasMessage(message);
        } else {
            assertThat(refused).hasMessageStartingWith("cannot start a mover process: ");
        }
        assertThat(backend.observe(OWNER, RUN)).isEqualTo(new Absent());
    }

    private LocalMoverBackend backend(String script) throws IOException {
        return fixture.scripted(
                script,
                Map.of(
                        "OUTCOME", new OutcomeCodec().encode(OUTCOME),
                        "EVENT", new EventCodec().encode(EVENT),
                        "AFTER_PID",
                                new ProcessIdentity(0, STARTED, "").toText().substring(1),
                        "STARTS", folder.resolve("starts").toString(),
                        "GO", folder.resolve("go").toString()));
    }

    private void go() throws IOException {
        Files.createFile(folder.resolve("go"));
    }

    private static MoverObservation awaitEnd(LocalMoverBackend backend) {
        return await().atMost(SOON).until(() -> backend.observe(OWNER, RUN), Ended.class::isInstance);
    }

    private static void kill(ProcessIdentity process) {
        ProcessHandle.of(process.pid()).ifPresent(handle -> {
            handle.destroyForcibly();
            handle.onExit().join();
        });
    }

    private static Map<String, String> environment(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.contains("="))
                    .map(line -> line.split("=", 2))
                    .filter(pair -> !List.of("_", "SHLVL", "OLDPWD").contains(pair[0]))
                    .collect(java.util.stream.Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        }
    }
}
