package backup.holdfast.replication.schedule;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * The instant a run belongs to, in whole seconds. It is not when the run started: a retry and a late start keep the
 * slot, so everything named from it is found again.
 */
public record Slot(Instant at) implements Comparable<Slot> {

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("yyyyMMdd't'HHmm").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyyMMdd't'HHmmss").withZone(ZoneOffset.UTC);

    public Slot {
        requireNonNull(at, "at is null");
        at = at.truncatedTo(ChronoUnit.SECONDS);
    }

    /** The slot as part of an object's name, in UTC: {@code 20261120t0400}, or {@code 20261120t040005} off the minute. */
    public String compact() {
        return (at.getEpochSecond() % 60 == 0 ? MINUTES : SECONDS).format(at);
    }

    @Override
    public int compareTo(Slot other) {
        return at.compareTo(other.at);
    }
}
