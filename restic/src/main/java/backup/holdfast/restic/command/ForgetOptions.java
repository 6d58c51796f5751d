package backup.holdfast.restic.command;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.model.SnapshotId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which snapshots to forget: what a policy does not keep, or the ones named. Immutable: each method returns a copy with one
 * option more.
 */
public record ForgetOptions(Arguments arguments, List<SnapshotId> ids) {

    private static final Pattern WITHIN = Pattern.compile("([0-9]+[hdmy])+");

    public ForgetOptions {
        requireNonNull(arguments, "arguments is null");
        ids = List.copyOf(ids);
    }

    /** Forgets what a policy of {@code keep} rules, added with the methods below, does not keep. */
    public static ForgetOptions byPolicy() {
        return new ForgetOptions(Arguments.NONE, List.of());
    }

    /** Forgets exactly these. restic passes over an unknown id without a failure. */
    public static ForgetOptions exactly(List<SnapshotId> ids) {
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("no snapshot to forget was named");
        }
        return new ForgetOptions(Arguments.NONE, ids);
    }

    /** Keeps the newest {@code count} snapshots, or the newest of each of the last {@code count} periods that have one. */
    public ForgetOptions keep(Period period, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("the number to keep is not positive: " + count);
        }
        return with(arguments.set("--keep-" + period.word(), Integer.toString(count)));
    }

    /** Keeps every snapshot, or the newest of every period that has one. */
    public ForgetOptions keepAll(Period period) {
        return with(arguments.set("--keep-" + period.word(), "unlimited"));
    }

    /**
     * Keeps all (for {@link Period#LAST}), or the newest of each period, within {@code span} of the newest snapshot.
     *
     * @param span restic's form, such as "1y5m7d2h"
     */
    public ForgetOptions keepWithin(Period period, String span) {
        if (!WITHIN.matcher(span).matches()) {
            throw new IllegalArgumentException("not a span such as 1y5m7d2h: " + span);
        }
        return with(arguments.set(period == Period.LAST ? "--keep-within" : "--keep-within-" + period.word(), span));
    }

    public ForgetOptions host(String host) {
        return with(arguments.add("--host", host));
    }

    public ForgetOptions path(String path) {
        return with(arguments.add("--path", path));
    }

    /** Which snapshots count as one history; restic's default is host and paths, none at all is one single group. */
    public ForgetOptions groupBy(Set<Grouping> groupings) {
        EnumSet<Grouping> ordered = EnumSet.noneOf(Grouping.class);
        ordered.addAll(groupings);
        return with(
                arguments.set("--group-by", ordered.stream().map(Grouping::word).collect(Collectors.joining(","))));
    }

    /** Removes the data that no snapshot needs any more, if any snapshot was forgotten. */
    public ForgetOptions prune() {
        return with(arguments.flag("--prune"));
    }

    public ForgetOptions dryRun() {
        return with(arguments.flag("--dry-run"));
    }

    boolean keepsSomething() {
        return arguments.elements().stream().anyMatch(element -> element.startsWith("--keep-"));
    }

    List<String> positional() {
        return ids.stream().map(SnapshotId::value).toList();
    }

    private ForgetOptions with(Arguments more) {
        return new ForgetOptions(more, new ArrayList<>(ids));
    }

    /** What a rule counts. */
    public enum Period {
        LAST,
        HOURLY,
        DAILY,
        WEEKLY,
        MONTHLY,
        YEARLY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What snapshots of one group have in common. */
    public enum Grouping {
        HOST,
        PATHS,
        TAGS;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
