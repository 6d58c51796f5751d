package backup.holdfast.replication.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** Generated histories of snapshot times and policies, with the shapes that break calendars. */
final class Histories {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Duration YEARS = Duration.ofDays(365 * 4);

    private final Random random;
    private final Instant now;

    Histories(Random random, Instant now) {
        this.random = random;
        this.now = now;
    }

    /** Up to 45 times, no two the same instant, mostly in the past. */
    List<OffsetDateTime> history() {
        int count = 1 + random.nextInt(45);
        int shape = random.nextInt(6);
        TreeSet<Instant> instants = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            instants.add(instant(shape, i));
        }
        if (random.nextInt(6) == 0) {
            for (int i = 0; i <= random.nextInt(3); i++) {
                instants.add(now.plus(Duration.ofHours(24 + random.nextInt(20_000))));
            }
        }
        boolean allFuture = random.nextInt(40) == 0;
        int zones = random.nextInt(4);
        List<OffsetDateTime> times = new ArrayList<>();
        for (Instant instant : instants) {
            Instant at = allFuture ? now.plus(Duration.between(instant, now)).plusSeconds(86_400) : instant;
            times.add(at.atZone(zone(zones)).toOffsetDateTime());
        }
        return times;
    }

    private Instant instant(int shape, int i) {
        Instant latest = now.minusSeconds(3_600);
        return switch (shape) {
            case 0 -> latest.minus(Duration.ofHours(i)).minusMillis(random.nextInt(60_000));
            case 1 -> latest.minus(Duration.ofDays(i)).minusSeconds(random.nextInt(7_200));
            case 2 -> latest.minusSeconds((long) (random.nextDouble() * YEARS.toSeconds()));
            case 3 -> latest.minusNanos((long) (random.nextDouble() * 7.2e12));
            case 4 -> midnight(latest, random.nextInt(1_500)).plusNanos(random.nextInt(3) - 1L);
            default -> monthEnd(latest, random.nextInt(48)).plusSeconds(random.nextInt(3) * 43_200L);
        };
    }

    private static Instant midnight(Instant latest, int daysAgo) {
        return latest.atOffset(ZoneOffset.UTC)
                .toLocalDate()
                .minusDays(1L + daysAgo)
                .atStartOfDay()
                .toInstant(ZoneOffset.UTC);
    }

    private static Instant monthEnd(Instant latest, int monthsAgo) {
        LocalDate first = latest.atOffset(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1);
        return first.minusMonths(monthsAgo).minusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    private ZoneId zone(int zones) {
        return switch (zones) {
            case 0 -> ZoneOffset.UTC;
            case 1 -> BERLIN;
            case 2 -> ZoneOffset.ofHoursMinutes(5, 45);
            default -> ZoneOffset.ofTotalSeconds(900 * (random.nextInt(105) - 48));
        };
    }

    /** One to four rules, of them some that are zero. */
    RetentionPolicy policy() {
        while (true) {
            RetainFields fields = new RetainFields();
            for (int i = 0; i <= random.nextInt(4); i++) {
                KeepRule rule = KeepRule.values()[random.nextInt(KeepRule.values().length)];
                fields = fields.with(rule, value(rule));
            }
            if (Retain.parse(fields.written()) instanceof Retain.ByPolicy byPolicy) {
                return byPolicy.policy();
            }
        }
    }

    private String value(KeepRule rule) {
        return switch (rule.unit()) {
            case COUNT -> random.nextInt(12) == 0 ? "unlimited" : Integer.toString(random.nextInt(15));
            case SPAN -> span();
        };
    }

    private String span() {
        StringBuilder span = new StringBuilder();
        if (random.nextInt(4) == 0) {
            span.append(random.nextInt(4)).append('y');
        }
        if (random.nextInt(3) == 0) {
            span.append(random.nextInt(30)).append('m');
        }
        if (random.nextBoolean()) {
            span.append(random.nextInt(100)).append('d');
        }
        if (random.nextInt(3) == 0 || span.length() == 0) {
            span.append(random.nextInt(200)).append('h');
        }
        return span.toString();
    }
}
