package backup.holdfast.replication.queue;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.queue.Outage.Sight;
import backup.holdfast.replication.schedule.StableHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of one storage endpoint: a circuit breaker. It opens when {@link #SOURCES} sources have found the endpoint silent since
 * it answered last, when {@link #TOGETHER} have within {@link #WITHIN}, or when one has and the controller finds the same. While it is
 * open no backup starts but for one trial at a time. The first answer closes it, and those who waited start one after the other.
 * Immutable: each event makes another one.
 *
 * @param silent the sources that found it silent since it answered last, and when
 * @param outage while it is open
 * @param closedAt when it was closed last
 */
public record EndpointHealth(Map<String, Instant> silent, Optional<Outage> outage, Optional<Instant> closedAt) {
    public static final int SOURCES = 3;
    public static final int TOGETHER = 2;
    public static final Duration WITHIN = Duration.ofMinutes(5);

    /** Over this time the runs that waited are spread when the endpoint is back. */
    public static final Duration CATCH_UP = Duration.ofMinutes(1);

    /** How long a source that found it silent does not try again by itself. */
    public static final Duration REST = Duration.ofHours(1);

    public static final EndpointHealth GOOD = new EndpointHealth(Map.of(), Optional.empty(), Optional.empty());

    /** Who can look. */
    public enum View {
        /** The controller has had an answer from the endpoint itself. */
        OWN,
        /** It never has: there may be no way to it from here. Runs have to find out. */
        OF_RUNS_ONLY
    }

    public EndpointHealth {
        silent = Collections.unmodifiableMap(new TreeMap<>(silent));
        requireNonNull(outage, "outage is null");
        requireNonNull(closedAt, "closedAt is null");
    }

    public boolean isOpen() {
        return outage.isPresent();
    }

    /** Whether the controller should look itself. */
    public boolean isLookDue(Instant now) {
        return outage.flatMap(Outage::nextLook).filter(at -> !at.isAfter(now)).isPresent();
    }

    /** Whether one run may try. */
    public boolean isTrialDue(Instant now) {
        return outage.filter(it -> it.trial().isEmpty() && !it.trialFrom().isAfter(now))
                .isPresent();
    }

    public boolean isTriedBy(String uid) {
        return outage.filter(it -> it.isTriedBy(uid)).isPresent();
    }

    /** When a source may start after the endpoint came back, to spread those who waited; nothing when it may start now. */
    public Optional<Instant> startsAt(String uid, Instant now) {
        return closedAt.map(at -> at.plusMillis(
                        StableHash.of(uid, "catch-up", at.getEpochSecond()).below(CATCH_UP.toMillis())))
                .filter(now::isBefore);
    }

    /**
     * Until when a source that found it silent leaves it to others, the next slot or a person to find out more; nothing when it may start, as
     * far as this goes. Only where the controller can't tell that it is back: so an endpoint that is dead for an hour costs a source that is
     * alone with it one failed run, too.
     */
    public Optional<Instant> restsUntil(String uid, View view, Instant now) {
        boolean blind = outage.map(Outage::sight)
                .map(sight -> sight == Outage.Sight.NONE)
                .orElse(view == View.OF_RUNS_ONLY);
        return Optional.ofNullable(silent.get(uid))
                .filter(at -> blind)
                .map(at -> at.plus(REST))
                .filter(now::isBefore);
    }

    /** A run ended without an answer. */
    public EndpointHealth silentFor(String uid, Instant at, View view) {
        Map<String, Instant> known = new TreeMap<>(silent);
        known.put(uid, at);
        if (outage.isPresent()) {
            Outage now = outage.get();
            return new EndpointHealth(known, Optional.of(now.isTriedBy(uid) ? now.trialFailed(at) : now), closedAt);
        }
        long together = known.values().stream()
                .filter(when -> Duration.between(when, at).abs().compareTo(WITHIN) <= 0)
                .count();
        boolean enough = known.size() >= SOURCES || together >= TOGETHER;
        return new EndpointHealth(known, enough ? Optional.of(Outage.begin(at, view)) : Optional.empty(), closedAt);
    }

    /** The controller looked, and nobody answered although somebody had before. With one run's word that is enough. */
    public EndpointHealth lookedInVain(Instant at) {
        if (silent.isEmpty()) {
            return this;
        }
        Outage now = outage.orElseGet(() -> Outage.begin(at, View.OWN));
        return new EndpointHealth(silent, Optional.of(now.looked(Sight.SILENT, at)), closedAt);
    }

    /** The controller looked, and somebody answered. */
    public EndpointHealth lookedWell(Instant at) {
        return new EndpointHealth(silent, outage.map(it -> it.looked(Sight.ANSWERS, at)), closedAt);
    }

    /** A run starts, to find out. */
    public EndpointHealth tried(String uid, Instant at) {
        return new EndpointHealth(silent, outage.map(it -> it.tried(uid, at)), closedAt);
    }

    /** Somebody got an answer. */
    public EndpointHealth answered(Instant at) {
        return new EndpointHealth(Map.of(), Optional.empty(), isOpen() ? Optional.of(at) : closedAt);
    }

    /** The trial ended, or never came to be, without a word on the endpoint: another may begin. */
    public EndpointHealth withoutWord(String uid) {
        return isTriedBy(uid) ? new EndpointHealth(silent, outage.map(Outage::trialEndedWithoutWord), closedAt) : this;
    }

    /** What time alone makes of it. */
    public EndpointHealth asOf(Instant now) {
        return outage.filter(it -> it.isTrialGood(now)).isPresent() ? answered(now) : this;
    }
}
