package backup.holdfast.controller.mover.local;

import static backup.holdfast.controller.mover.local.LocalMoverFixture.CLAIM;
import static backup.holdfast.controller.mover.local.LocalMoverFixture.OWNER;
import static backup.holdfast.controller.mover.local.LocalMoverFixture.RUN;

import backup.holdfast.controller.mover.Placement;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.OutcomeCodec;
import backup.holdfast.replication.state.MoverObservation.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;

/** What {@link WithoutRightIT} runs as another user; prints what it saw. */
final class WithoutRight {
    private WithoutRight() {}

    public static void main(String[] args) throws Exception {
        LocalMoverFixture fixture = LocalMoverFixture.in(Path.of(args[0]));
        Files.writeString(fixture.volume.resolve("a file"), "of the volume");
        MoverOutcome outcome = MoverOutcome.notStarted(RUN, FailureClass.UNREACHABLE, "away", Instant.EPOCH);
        LocalMoverBackend backend = fixture.scripted(
                """
                ls "$VOLUME" > "$SEEN"
                printf '%s' "$OUTCOME" > "$HOLDFAST_TERMINATION_LOG"
                """,
                Map.of(
                        "OUTCOME", new OutcomeCodec().encode(outcome),
                        "VOLUME", fixture.volume.toString(),
                        "SEEN", fixture.folder.resolve("seen").toString()));
        Placement placement = backend.place(OWNER, CLAIM);
        backend.start(fixture.assignment(backend));
        Ended ended = (Ended) Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> backend.observe(OWNER, RUN), Ended.class::isInstance);

        System.out.println("user " + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        System.out.println("recorded path " + placement.recordedPath());
        System.out.println("note " + placement.note().orElse("none"));
        System.out.println("workspace " + placement.workspace().data());
        System.out.println("outcome "
                + ended.outcome().orElseThrow().failure().failureClass().label() + " "
                + (ended.proof() == backup.holdfast.replication.plan.EndedRun.Proof.TERMINATED
                        ? "Terminated"
                        : "Vanished"));
        System.out.print("seen " + Files.readString(fixture.folder.resolve("seen")));
    }
}
