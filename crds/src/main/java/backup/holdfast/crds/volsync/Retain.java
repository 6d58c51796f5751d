package backup.holdfast.crds.volsync;

import org.jspecify.annotations.Nullable;

/** {@code spec.restic.retain}: how many snapshots, or for how long (restic durations such as {@code 1y6m}), are kept. */
@ApiRecord
public record Retain(
        @Nullable String last,
        @Nullable Integer hourly,
        @Nullable Integer daily,
        @Nullable Integer weekly,
        @Nullable Integer monthly,
        @Nullable Integer yearly,
        @Nullable String within,
        @Nullable String withinHourly,
        @Nullable String withinDaily,
        @Nullable String withinWeekly,
        @Nullable String withinMonthly,
        @Nullable String withinYearly) {}
