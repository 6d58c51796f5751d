package backup.holdfast.replication.schedule;

import backup.holdfast.replication.schedule.ScheduleFacts.Activity;
import backup.holdfast.replication.schedule.ScheduleFacts.FirstSync;
import java.time.Instant;
import java.util.Optional;

/** Facts by what differs from a freshly created object. Each step returns a new builder. */
record FactsBuilder(ScheduleFacts build) {

    static FactsBuilder created(Instant at) {
        return new FactsBuilder(ScheduleFacts.created("7c1e2b54-95a1-4a55-8f0c-0d7a3d3a9b11", at));
    }

    FactsBuilder uid(String uid) {
        return with(uid, build.activity(), build.firstSync(), build.lastHandledSlot(), build.lastCompleted());
    }

    FactsBuilder paused() {
        return with(build.uid(), Activity.PAUSED, build.firstSync(), build.lastHandledSlot(), build.lastCompleted());
    }

    FactsBuilder notAtCreation() {
        return with(
                build.uid(), build.activity(), FirstSync.AT_TRIGGER, build.lastHandledSlot(), build.lastCompleted());
    }

    FactsBuilder handled(String slot) {
        Optional<Slot> handled = Optional.of(new Slot(Instant.parse(slot)));
        return with(build.uid(), build.activity(), build.firstSync(), handled, build.lastCompleted());
    }

    FactsBuilder completed(String at) {
        Optional<Instant> completed = Optional.of(Instant.parse(at));
        return with(build.uid(), build.activity(), build.firstSync(), build.lastHandledSlot(), completed);
    }

    FactsBuilder lastManual(String token) {
        return asked(Optional.of(token), build.requestToken(), build.lastHandledRequest(), build.failed());
    }

    FactsBuilder request(String token) {
        return asked(build.lastManualSync(), Optional.of(token), build.lastHandledRequest(), build.failed());
    }

    FactsBuilder answered(String token) {
        return asked(build.lastManualSync(), build.requestToken(), Optional.of(token), build.failed());
    }

    FactsBuilder failed(FailedAttempts failed) {
        return asked(build.lastManualSync(), build.requestToken(), build.lastHandledRequest(), Optional.of(failed));
    }

    private FactsBuilder with(
            String uid, Activity activity, FirstSync first, Optional<Slot> handled, Optional<Instant> completed) {
        return new FactsBuilder(new ScheduleFacts(
                uid,
                build.createdAt(),
                activity,
                first,
                handled,
                completed,
                build.lastManualSync(),
                build.requestToken(),
                build.lastHandledRequest(),
                build.failed()));
    }

    private FactsBuilder asked(
            Optional<String> manual,
            Optional<String> request,
            Optional<String> answered,
            Optional<FailedAttempts> failed) {
        return new FactsBuilder(new ScheduleFacts(
                build.uid(),
                build.createdAt(),
                build.activity(),
                build.firstSync(),
                build.lastHandledSlot(),
                build.lastCompleted(),
                manual,
                request,
                answered,
                failed));
    }
}
