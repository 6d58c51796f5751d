package backup.holdfast.replication.retention;

import java.time.OffsetDateTime;
import java.time.temporal.IsoFields;

/** The rules a policy is made of, in the order restic applies them, named as in {@code spec.restic.retain}. */
public enum KeepRule {
    LAST("last", "--keep-last", Unit.COUNT, Bucket.EACH),
    HOURLY("hourly", "--keep-hourly", Unit.COUNT, Bucket.HOUR),
    DAILY("daily", "--keep-daily", Unit.COUNT, Bucket.DAY),
    WEEKLY("weekly", "--keep-weekly", Unit.COUNT, Bucket.WEEK),
    MONTHLY("monthly", "--keep-monthly", Unit.COUNT, Bucket.MONTH),
    YEARLY("yearly", "--keep-yearly", Unit.COUNT, Bucket.YEAR),
    WITHIN("within", "--keep-within", Unit.SPAN, Bucket.EACH),
    WITHIN_HOURLY("withinHourly", "--keep-within-hourly", Unit.SPAN, Bucket.HOUR),
    WITHIN_DAILY("withinDaily", "--keep-within-daily", Unit.SPAN, Bucket.DAY),
    WITHIN_WEEKLY("withinWeekly", "--keep-within-weekly", Unit.SPAN, Bucket.WEEK),
    WITHIN_MONTHLY("withinMonthly", "--keep-within-monthly", Unit.SPAN, Bucket.MONTH),
    WITHIN_YEARLY("withinYearly", "--keep-within-yearly", Unit.SPAN, Bucket.YEAR);

    /** What a rule's value is: how many, or how far back from the newest snapshot. */
    public enum Unit {
        COUNT,
        SPAN
    }

    /** What counts as one: the newest snapshot of each hour, day, ISO week, month or year, or each by itself. */
    enum Bucket {
        EACH,
        HOUR,
        DAY,
        WEEK,
        MONTH,
        YEAR
    }

    private final String field;
    private final String flag;
    private final Unit unit;
    private final Bucket bucket;

    KeepRule(String field, String flag, Unit unit, Bucket bucket) {
        this.field = field;
        this.flag = flag;
        this.unit = unit;
        this.bucket = bucket;
    }

    /** The field's name in {@code spec.restic.retain}. */
    public String field() {
        return field;
    }

    public Unit unit() {
        return unit;
    }

    /** restic's flag: {@code --keep-within-daily}. */
    public String flag() {
        return flag;
    }

    /** Numbers the bucket of a snapshot, by the local time that is stored with it. Each one is a bucket of its own for EACH. */
    long bucketOf(OffsetDateTime time, int position) {
        return switch (bucket) {
            case EACH -> position;
            case HOUR -> time.toLocalDate().toEpochDay() * 24 + time.getHour();
            case DAY -> time.toLocalDate().toEpochDay();
            case WEEK -> time.get(IsoFields.WEEK_BASED_YEAR) * 100L + time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case MONTH -> time.getYear() * 100L + time.getMonthValue();
            case YEAR -> time.getYear();
        };
    }

    /** How restic words the reason to keep a snapshot by this rule. */
    String reason(String span) {
        String kind = this == WITHIN ? "" : bucketName();
        return switch (unit) {
            case COUNT -> kind + " snapshot";
            case SPAN -> (kind + " within " + span).strip();
        };
    }

    private String bucketName() {
        return switch (bucket) {
            case EACH -> "last";
            case HOUR -> "hourly";
            case DAY -> "daily";
            case WEEK -> "weekly";
            case MONTH -> "monthly";
            case YEAR -> "yearly";
        };
    }
}
