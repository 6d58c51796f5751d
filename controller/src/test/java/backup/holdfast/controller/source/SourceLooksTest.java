package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.sync.RestoreTargets;
import backup.holdfast.crds.LookRequest;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.LockTerms.AtStart;
import backup.holdfast.replication.plan.LookPlan;
import backup.holdfast.replication.plan.LookQuestion.Kind;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.state.MoverObservation.Absent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SourceLooksTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final FakeMovers movers = new FakeMovers();
    private final RecordedEvents events = new RecordedEvents();
    private final SourceLooks looks = looks(FakeReferences.complete());

    private SourceLooks looks(FakeReferences references) {
        return new SourceLooks(movers, references, new Tenants(movers, owner -> {}), new RestoreTargets(), events);
    }

    @Test
    void shouldStartOneMoverForEachQuestion() {
        SourceView view = asking(request("a", NOW, "SNAPSHOTS", null), request("b", NOW, "ENTRIES", "c8fd20e0"));

        looks.answer(view, NOW);
        looks.answer(view, NOW.plusSeconds(1));

        assertThat(movers.looks())
                .extracting(plan -> plan.question().kind())
                .containsExactlyInAnyOrder(Kind.SNAPSHOTS, Kind.ENTRIES);
        assertThat(movers.looks()).extracting(LookPlan::recipient).containsOnly("key");
        assertThat(movers.looks()).extracting(LookPlan::runId).doesNotHaveDuplicates();
        assertThat(events.lines()).isEmpty();
    }

    @Test
    void shouldFindItsOwnMoverAgainAfterARestart() {
        SourceView view = asking(request("a", NOW, "SNAPSHOTS", null));

        looks.answer(view, NOW);
        looks(FakeReferences.complete()).answer(view, NOW.plusSeconds(20));

        assertThat(movers.looks().get(0).runId())
                .isEqualTo(movers.looks().get(1).runId());
    }

    @Test
    void shouldRemoveLocksOnlyWhereThatIsAsked() {
        looks.answer(asking(request("a", NOW, "LOCKS", null), request("b", NOW, "UNLOCK", null)), NOW);

        assertThat(movers.looks())
                .extracting(plan -> plan.question().kind() + " " + plan.locks().atStart())
                .containsExactlyInAnyOrder("LOCKS " + AtStart.NOTHING, "UNLOCK " + AtStart.REMOVE_STALE);
    }

    @Test
    void shouldAnswerNothingThatWasAskedLongAgo() {
        Instant longAgo = NOW.minus(LookRequest.VALID_FOR).minusSeconds(1);

        looks.answer(asking(request("a", longAgo, "UNLOCK_ALL", null)), NOW);

        assertThat(movers.looks()).isEmpty();
        assertThat(events.lines()).containsExactly("Warning LookRefused Look photos");
        assertThat(events.notes().get(0)).startsWith("Question a: it was asked at 2026-11-20T11:49:59Z");
    }

    @Test
    void shouldSayWhyItCantAnswer() {
        looks(new FakeReferences()).answer(asking(request("a", NOW, "SNAPSHOTS", null)), NOW);
        looks.answer(asking(request("b", NOW, "PASSWORDS", null), request("c", NOW, "ENTRIES", "latest")), NOW);

        assertThat(movers.looks()).isEmpty();
        assertThat(events.notes()).hasSize(3);
        assertThat(events.notes().get(0)).startsWith("Question a: ").contains("photos-restic");
        assertThat(events.notes().get(1)).contains("PASSWORDS");
        assertThat(events.notes().get(2)).contains("not a snapshot id");
    }

    @Test
    void shouldNotStartManyAtOnce() {
        LookRequest[] many = new LookRequest[20];
        for (int i = 0; i < many.length; i++) {
            many[i] = request("t" + i, NOW, "SNAPSHOTS", null);
        }

        looks.answer(asking(many), NOW);

        assertThat(movers.looks()).hasSize(5);
    }

    private static LookRequest request(
            String token, Instant at, String question, @org.jspecify.annotations.Nullable String snapshot) {
        return new LookRequest(token, at, "key", question, snapshot, snapshot == null ? null : "/");
    }

    private static SourceView asking(LookRequest... requests) {
        ReplicationSource source = SampleSources.scheduled("0 4 * * *");
        Map<String, String> annotations = new HashMap<>();
        for (LookRequest request : requests) {
            annotations.put(request.key(), request.toAnnotation());
        }
        source.getMetadata().setAnnotations(annotations);
        return new SourceView(
                source,
                new SourceResolver(ZoneOffset.UTC, SchedulePolicy.DEFAULT, Conduct.EVERYDAY).resolve(source),
                Optional.empty(),
                new Absent());
    }
}
