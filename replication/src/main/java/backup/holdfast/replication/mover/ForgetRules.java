package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.Identity;
import backup.holdfast.replication.retention.KeepCount;
import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.ResticDuration;
import backup.holdfast.replication.retention.RetentionPolicy;
import backup.holdfast.restic.command.ForgetOptions;
import backup.holdfast.restic.command.ForgetOptions.Grouping;
import backup.holdfast.restic.command.ForgetOptions.Period;
import java.util.Map;
import java.util.Set;

/** A retention policy as options of restic's forget, for the snapshots of one identity only. */
final class ForgetRules {
    private ForgetRules() {}

    static ForgetOptions of(RetentionPolicy policy, Identity identity) {
        ForgetOptions options = ForgetOptions.byPolicy();
        for (Map.Entry<KeepRule, KeepCount> count : policy.counts().entrySet()) {
            Period period = period(count.getKey());
            options = count.getValue().isUnlimited()
                    ? options.keepAll(period)
                    : options.keep(period, count.getValue().value());
        }
        for (Map.Entry<KeepRule, ResticDuration> span : policy.spans().entrySet()) {
            options = options.keepWithin(period(span.getKey()), span.getValue().toString());
        }
        return options.host(identity.host()).path(identity.path()).groupBy(Set.of(Grouping.HOST, Grouping.PATHS));
    }

    private static Period period(KeepRule rule) {
        return switch (rule) {
            case LAST, WITHIN -> Period.LAST;
            case HOURLY, WITHIN_HOURLY -> Period.HOURLY;
            case DAILY, WITHIN_DAILY -> Period.DAILY;
            case WEEKLY, WITHIN_WEEKLY -> Period.WEEKLY;
            case MONTHLY, WITHIN_MONTHLY -> Period.MONTHLY;
            case YEARLY, WITHIN_YEARLY -> Period.YEARLY;
        };
    }
}
