package backup.holdfast.replication.queue;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An endpoint that does not answer, and the looking for its return. Immutable.
 *
 * @param looksInVain the controller's own, so far
 * @param nextLook when the controller looks itself; never where it can't
 * @param failedTrials runs that tried since it began
 * @param lastTrial when one ended last; when the outage began, before the first
 * @param trial the run that tries just now
 */
public record Outage(
        Instant since,
        Sight sight,
        int looksInVain,
        Optional<Instant> nextLook,
        int failedTrials,
        Instant lastTrial,
        Optional<Trial> trial) {
    private static final Duration FIRST_LOOK = Duration.ofSeconds(30);
    private static final Duration LOOK_CAP = Duration.ofMinutes(5);
    private static final Duration FIRST_TRIAL = Duration.ofMinutes(5);
    private static final Duration TRIAL_CAP = Duration.ofMinutes(30);

    /** However sure the controller is: its own way to the storage may be the one that is cut. */
    private static final Duration TRIAL_AGAINST_SIGHT = Duration.ofHours(1);

    /** restic itself tries for a quarter of an hour; whoever works for longer has been answered. */
    private static final Duration TRIAL_IS_GOOD_AFTER = Duration.ofMinutes(20);

    public Outage {
        requireNonNull(since, "since is null");
        requireNonNull(sight, "sight is null");
        requireNonNull(nextLook, "nextLook is null");
        requireNonNull(lastTrial, "lastTrial is null");
        requireNonNull(trial, "trial is null");
    }

    /** What the controller sees itself. */
    public enum Sight {
        /** There may be no way from here: it never had an answer. */
        NONE,
        SILENT,
        /** Somebody answers; whether a run is served is for a run to say. */
        ANSWERS
    }

    /** A run that may find out. */
    public record Trial(String uid, Instant since) {
        public Trial {
            requireNonNull(uid, "uid is null");
            requireNonNull(since, "since is null");
        }
    }

    static Outage begin(Instant at, EndpointHealth.View view) {
        return switch (view) {
            case OWN -> new Outage(at, Sight.SILENT, 0, Optional.of(at), 0, at, Optional.empty());
            case OF_RUNS_ONLY -> new Outage(at, Sight.NONE, 0, Optional.empty(), 0, at, Optional.empty());
        };
    }

    Outage looked(Sight seen, Instant at) {
        int vain = seen == Sight.ANSWERS ? 0 : looksInVain + 1;
        return new Outage(
                since,
                seen,
                vain,
                Optional.of(at.plus(pause(vain, FIRST_LOOK, LOOK_CAP))),
                failedTrials,
                lastTrial,
                trial);
    }

    Outage tried(String uid, Instant at) {
        return new Outage(
                since, sight, looksInVain, nextLook, failedTrials, lastTrial, Optional.of(new Trial(uid, at)));
    }

    Outage trialFailed(Instant at) {
        return new Outage(since, sight, looksInVain, nextLook, failedTrials + 1, at, Optional.empty());
    }

    Outage trialEndedWithoutWord() {
        return new Outage(since, sight, looksInVain, nextLook, failedTrials, lastTrial, Optional.empty());
    }

    boolean isTriedBy(String uid) {
        return trial.filter(it -> it.uid().equals(uid)).isPresent();
    }

    boolean isTrialGood(Instant now) {
        return trial.filter(it -> it.since().plus(TRIAL_IS_GOOD_AFTER).isBefore(now))
                .isPresent();
    }

    /** When a run may try. */
    Instant trialFrom() {
        return switch (sight) {
            case NONE -> lastTrial.plus(pause(failedTrials + 1, FIRST_TRIAL, TRIAL_CAP));
            case SILENT -> lastTrial.plus(TRIAL_AGAINST_SIGHT);
            case ANSWERS -> failedTrials == 0 ? lastTrial : lastTrial.plus(pause(failedTrials, FIRST_TRIAL, TRIAL_CAP));
        };
    }

    private static Duration pause(int times, Duration first, Duration cap) {
        Duration pause = first;
        for (int i = 1; i < times && pause.compareTo(cap) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(cap) > 0 ? cap : pause;
    }
}
