package backup.holdfast.controller.queue;

import backup.holdfast.replication.queue.EndpointHealth;
import backup.holdfast.replication.queue.EndpointHealth.View;
import backup.holdfast.replication.queue.Outage.Sight;
import backup.holdfast.replication.queue.StoreWord;
import backup.holdfast.restic.repository.RepositoryLocation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One storage endpoint as this process knows it. Guarded by the line it belongs to. */
final class Endpoint {
    private static final Logger log = LoggerFactory.getLogger(Endpoint.class);

    /** How long what the controller saw itself counts, so that a later silence means something. */
    private static final Duration LOOK_AGAIN = Duration.ofHours(1);

    /** While runs complain: who answers then is news, even where there was no way before. */
    private static final Duration WHILE_RUNS_COMPLAIN = Duration.ofMinutes(5);

    private final String name;
    private @Nullable RepositoryLocation location;
    private EndpointHealth health = EndpointHealth.GOOD;
    private View view = View.OF_RUNS_ONLY;
    private Instant lookAt = Instant.MIN;
    private boolean looking;

    Endpoint(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    EndpointHealth health(Instant now) {
        change(health.asOf(now));
        return health;
    }

    /** Whether a source waits for it: all do while it is silent, and each for a while that comes later than others. */
    boolean holds(String uid, Instant now) {
        return health(now).isOpen() || health.startsAt(uid, now).isPresent();
    }

    /** Whether a source does not try again by itself for now, having found it silent. */
    boolean rests(String uid, Instant now) {
        return health(now).restsUntil(uid, view, now).isPresent();
    }

    void locatedAt(RepositoryLocation known) {
        location = known;
    }

    void tried(String uid, Instant now) {
        log.atInfo()
                .addKeyValue("endpoint", name)
                .addKeyValue("uid", uid)
                .log("one run tries whether it answers again");
        change(health.tried(uid, now));
    }

    void heard(StoreWord word, String uid, Instant at) {
        change(
                switch (word) {
                    case ANSWERED -> health.answered(at);
                    case SILENT -> health.silentFor(uid, at, view);
                    case NONE -> health.withoutWord(uid);
                });
        if (word == StoreWord.SILENT && view == View.OWN) {
            lookAt = at;
        }
    }

    /** Where to look now, if it is time to. */
    Optional<RepositoryLocation> lookFor(Instant now) {
        boolean due = (health.isOpen() && view == View.OWN) ? health.isLookDue(now) : !lookAt.isAfter(now);
        if (location == null || looking || !due) {
            return Optional.empty();
        }
        looking = true;
        return Optional.of(location);
    }

    void looked(Sight sight, Instant now) {
        looking = false;
        lookAt = now.plus(health.silent().isEmpty() ? LOOK_AGAIN : WHILE_RUNS_COMPLAIN);
        switch (sight) {
            case ANSWERS -> {
                view = View.OWN;
                change(health.lookedWell(now));
            }
            case SILENT -> {
                if (view == View.OWN) {
                    change(health.lookedInVain(now));
                }
            }
            case NONE -> view = View.OF_RUNS_ONLY;
        }
    }

    private void change(EndpointHealth next) {
        if (next.isOpen() != health.isOpen()) {
            if (next.isOpen()) {
                log.atWarn()
                        .addKeyValue("endpoint", name)
                        .addKeyValue("sources", next.silent().size())
                        .log("storage does not answer; runs against it wait");
            } else {
                log.atInfo().addKeyValue("endpoint", name).log("storage answers again; what waited starts now");
            }
        }
        health = next;
    }
}
