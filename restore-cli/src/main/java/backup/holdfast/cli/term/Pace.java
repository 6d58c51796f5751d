package backup.holdfast.cli.term;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;

/** How fast something goes, over the last minute: what was minutes ago says little, and one look says nothing. */
public final class Pace {
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final Duration TOO_SHORT = Duration.ofSeconds(3);
    private static final double MILLIS = 1000.0;

    private record Sample(Instant at, long bytes) {}

    private final Deque<Sample> samples = new ArrayDeque<>();

    /** What is done by now. Less than before is another attempt, which begins anew. */
    public void seen(Instant at, long bytes) {
        if (!samples.isEmpty() && bytes < samples.getLast().bytes()) {
            samples.clear();
        }
        samples.addLast(new Sample(at, bytes));
        // The newest from before the window stays: between it and the window something was done, too.
        while (samples.size() > 2 && isOld(second(), at)) {
            samples.removeFirst();
        }
    }

    private Sample second() {
        Sample first = samples.removeFirst();
        Sample second = samples.getFirst();
        samples.addFirst(first);
        return second;
    }

    private static boolean isOld(Sample sample, Instant now) {
        return sample.at().isBefore(now.minus(WINDOW));
    }

    /** Empty as long as nothing can be said. */
    public OptionalDouble bytesPerSecond() {
        if (samples.isEmpty()) {
            return OptionalDouble.empty();
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        Duration between = Duration.between(first.at(), last.at());
        return between.compareTo(TOO_SHORT) < 0 || last.bytes() == first.bytes()
                ? OptionalDouble.empty()
                : OptionalDouble.of((last.bytes() - first.bytes()) * MILLIS / between.toMillis());
    }

    /** How long the rest takes if it goes on like this. */
    public Optional<Duration> left(long bytes) {
        OptionalDouble rate = bytesPerSecond();
        return rate.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds((long) Math.ceil(bytes / rate.getAsDouble())));
    }
}
