package backup.holdfast.controller.mover.copy;

import backup.holdfast.crds.HoldfastKeys;
import backup.holdfast.crds.VolSyncKeys;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * VolSync's protocol by which the user of a volume says when it may be copied: a token in one annotation of the claim, our answers in
 * others. One token is for all sources of the claim whose runs are under way, and answered when each has its copy. See ADR 0027. Pure.
 *
 * @param annotations of the claim
 */
record CopyTrigger(Map<String, String> annotations) {
    /** As VolSync: then it is time to say that nobody answers. */
    static final Duration ANSWERED_WITHIN = Duration.ofMinutes(10);

    /** How long the first copy's token stays unanswered for the sake of others: meanwhile an application may stand still. */
    private static final Duration OTHERS_WITHIN = Duration.ofMinutes(10);

    /** What stands in {@link HoldfastKeys#COPY_SERVED}: a token has no end that could be told from what follows it, an instant has. */
    private static final String BETWEEN = " ";

    CopyTrigger {
        annotations = Map.copyOf(annotations);
    }

    /** Whether a copy may be made now, and how the claim's annotations are patched before; null removes one. */
    sealed interface Answer {
        /** Nobody wants to be asked. */
        record Unasked() implements Answer {}

        record Go(String token, Map<String, @Nullable String> patch) implements Answer {}

        record Wait(Patience patience, Map<String, @Nullable String> patch) implements Answer {}
    }

    /** Whether it is time to say that nobody answers. */
    enum Patience {
        GIVEN,
        OVER
    }

    /**
     * A copy that was made for a token.
     *
     * @param state how far it is
     */
    record Copy(String token, State state) {
        enum State {
            /** What is written to the volume now may or may not be in it. */
            BEING_CUT,
            /** The volume may change again. */
            CUT
        }
    }

    static boolean isUsed(Map<String, String> annotations) {
        return annotations.containsKey(VolSyncKeys.USE_COPY_TRIGGER);
    }

    /** Whether there may be something to answer. */
    static boolean isOpen(Map<String, String> annotations) {
        return annotations.containsKey(HoldfastKeys.COPY_SERVED)
                || VolSyncKeys.COPY_IN_PROGRESS.equals(annotations.get(VolSyncKeys.LATEST_COPY_STATUS));
    }

    Answer ask(Instant now) {
        if (!isUsed(annotations)) {
            return new Answer.Unasked();
        }
        Optional<String> token = fresh();
        if (token.isPresent()) {
            Map<String, @Nullable String> patch = new HashMap<>();
            patch.put(VolSyncKeys.LATEST_COPY_STATUS, VolSyncKeys.COPY_IN_PROGRESS);
            patch.put(VolSyncKeys.COPY_TRIGGER_WAITING_SINCE, null);
            return new Answer.Go(token.get(), changes(patch));
        }
        boolean waits = VolSyncKeys.COPY_WAITING_FOR_TRIGGER.equals(annotations.get(VolSyncKeys.LATEST_COPY_STATUS));
        Instant since = waits ? waitingSince().orElse(now) : now;
        Map<String, @Nullable String> patch = new HashMap<>();
        patch.put(VolSyncKeys.LATEST_COPY_STATUS, VolSyncKeys.COPY_WAITING_FOR_TRIGGER);
        patch.put(VolSyncKeys.COPY_TRIGGER_WAITING_SINCE, since.toString());
        boolean over = !now.isBefore(since.plus(ANSWERED_WITHIN));
        return new Answer.Wait(over ? Patience.OVER : Patience.GIVEN, changes(patch));
    }

    /**
     * The answer to a token, once it may be given.
     *
     * @param copies those of the claim, of runs that go on with them
     * @param waiting how many runs of the claim have no copy yet
     * @return what to change about the claim's annotations; null removes one
     */
    Map<String, @Nullable String> settle(List<Copy> copies, int waiting, Instant now) {
        Optional<Served> served = served();
        Optional<String> cut = copies.stream()
                .filter(copy -> copy.state() == Copy.State.CUT)
                .map(Copy::token)
                .filter(token -> !token.equals(latest()))
                .findFirst();
        Optional<String> open = cut.or(() -> served.map(Served::token));
        if (open.isEmpty()) {
            return Map.of();
        }
        String token = open.get();
        Instant since = served.filter(one -> one.token().equals(token))
                .map(Served::since)
                .orElse(now);
        boolean othersAreToCome = fresh().filter(token::equals).isPresent() && waiting > 0;
        boolean othersAreAtIt = copies.stream()
                .anyMatch(copy ->
                        copy.state() == Copy.State.BEING_CUT && copy.token().equals(token));
        Map<String, @Nullable String> patch = new HashMap<>();
        if ((othersAreToCome || othersAreAtIt) && now.isBefore(since.plus(OTHERS_WITHIN))) {
            patch.put(HoldfastKeys.COPY_SERVED, since + BETWEEN + token);
            return changes(patch);
        }
        patch.put(HoldfastKeys.COPY_SERVED, null);
        patch.put(VolSyncKeys.LATEST_COPY_STATUS, VolSyncKeys.COPY_COMPLETED);
        patch.put(VolSyncKeys.LATEST_COPY_TRIGGER, token);
        patch.put(VolSyncKeys.COPY_TRIGGER_WAITING_SINCE, null);
        return changes(patch);
    }

    /** A token that was not answered yet. */
    private Optional<String> fresh() {
        return Optional.ofNullable(annotations.get(VolSyncKeys.COPY_TRIGGER))
                .filter(token -> !token.isEmpty() && !token.equals(latest()));
    }

    private @Nullable String latest() {
        return annotations.get(VolSyncKeys.LATEST_COPY_TRIGGER);
    }

    private Optional<Instant> waitingSince() {
        return Optional.ofNullable(annotations.get(VolSyncKeys.COPY_TRIGGER_WAITING_SINCE))
                .flatMap(CopyTrigger::instant);
    }

    /** A token that at least one copy was made for, and since when. */
    private record Served(String token, Instant since) {}

    private Optional<Served> served() {
        String text = annotations.getOrDefault(HoldfastKeys.COPY_SERVED, "");
        int end = text.indexOf(BETWEEN);
        return end < 0
                ? Optional.empty()
                : instant(text.substring(0, end)).map(since -> new Served(text.substring(end + 1), since));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Without what is so already: to write it again would wake everybody who looks at the claim. */
    private Map<String, @Nullable String> changes(Map<String, @Nullable String> wanted) {
        Map<String, @Nullable String> changes = new HashMap<>(wanted);
        changes.entrySet().removeIf(entry -> Objects.equals(entry.getValue(), annotations.get(entry.getKey())));
        return Collections.unmodifiableMap(changes);
    }
}
