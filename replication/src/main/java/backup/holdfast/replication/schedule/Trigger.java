package backup.holdfast.replication.schedule;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/** What starts syncs of one object, other than a request by annotation, which works beside each of them. */
public sealed interface Trigger {

    /** A manual token wins over a schedule, as in VolSync; neither means continuous. An empty token is none. */
    static Trigger of(Optional<Schedule> schedule, Optional<String> manual) {
        Optional<String> token = manual.filter(text -> !text.isEmpty());
        if (token.isPresent()) {
            return new Manual(token.get());
        }
        return schedule.<Trigger>map(Scheduled::new).orElseGet(Continuous::new);
    }

    record Scheduled(Schedule schedule) implements Trigger {
        public Scheduled {
            requireNonNull(schedule, "schedule is null");
        }
    }

    /** Due while {@code token} differs from the token of the last successful manual sync. */
    record Manual(String token) implements Trigger {
        public Manual {
            requireNonNull(token, "token is null");
            if (token.isEmpty()) {
                throw new IllegalArgumentException("an empty manual token is no trigger");
            }
        }
    }

    /** No trigger in the spec: sync after sync, with a pause between them. */
    record Continuous() implements Trigger {}
}
