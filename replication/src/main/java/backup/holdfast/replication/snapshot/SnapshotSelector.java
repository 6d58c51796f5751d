package backup.holdfast.replication.snapshot;

import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.snapshot.Selection.AmbiguousId;
import backup.holdfast.replication.snapshot.Selection.Chosen;
import backup.holdfast.replication.snapshot.Selection.NoneMatching;
import backup.holdfast.replication.snapshot.Selection.NoneOfIdentity;
import backup.holdfast.replication.snapshot.Selection.OtherIdentity;
import backup.holdfast.replication.snapshot.Selection.Refused;
import backup.holdfast.replication.snapshot.Selection.UnknownId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Chooses the snapshot to restore. The controller and the command line both ask here, so they cannot disagree. */
public final class SnapshotSelector {

    private static final Pattern ID_PREFIX = Pattern.compile("[0-9a-f]{1,64}");
    private static final int SHOWN = 3;

    private final SnapshotIdentity identity;

    /**
     * Chooses among the snapshots of one identity.
     *
     * @param identity whose snapshots are meant; all others are left out, whatever they are called
     */
    public SnapshotSelector(SnapshotIdentity identity) {
        this.identity = requireNonNull(identity, "identity is null");
    }

    /**
     * The snapshot at that point, or why there is none.
     *
     * @param repository every snapshot of the repository, in any order
     */
    public Selection select(List<SnapshotInfo> repository, RestorePoint point) {
        if (point instanceof RestorePoint.ById byId) {
            return byId(repository, byId.prefix().toLowerCase(Locale.ROOT));
        }
        List<SnapshotInfo> own = own(repository);
        if (own.isEmpty()) {
            return new NoneOfIdentity(
                    identity,
                    repository.isEmpty()
                            ? "the repository holds no snapshot"
                            : "the repository holds no snapshot of " + identity + "; it has " + repository.size()
                                    + " of " + others(repository));
        }
        if (point instanceof RestorePoint.AsOf asOf) {
            return asOf(own, asOf);
        }
        return previous(own, point instanceof RestorePoint.Previous previous ? previous.skip() : 0);
    }

    /** Whose there are instead, those with the newest snapshots first. */
    private static String others(List<SnapshotInfo> repository) {
        List<String> identities = repository.stream()
                .sorted(SnapshotInfo.NEWEST_FIRST)
                .map(snapshot -> snapshot.identity().toString())
                .distinct()
                .toList();
        String shown = String.join(", ", identities.subList(0, Math.min(SHOWN, identities.size())));
        return identities.size() > SHOWN ? shown + " and " + (identities.size() - SHOWN) + " more" : shown;
    }

    /** The snapshots of this identity, newest first. */
    public List<SnapshotInfo> own(List<SnapshotInfo> repository) {
        return repository.stream()
                .filter(snapshot -> snapshot.identity().equals(identity))
                .sorted(SnapshotInfo.NEWEST_FIRST)
                .toList();
    }

    private static Selection previous(List<SnapshotInfo> own, int skip) {
        if (skip < 0) {
            return negative(skip);
        }
        if (skip >= own.size()) {
            return new NoneMatching(
                    newest(own),
                    "previous " + skip + " asks for the " + ordinal(skip + 1L) + " newest snapshot, and there "
                            + (own.size() == 1 ? "is only 1" : "are only " + own.size()) + "; " + list(own));
        }
        String explanation = skip == 0 ? "the newest of " + own.size() : skip + " before the newest of " + own.size();
        return new Chosen(own.get(skip), skip, explanation);
    }

    private static Selection asOf(List<SnapshotInfo> own, RestorePoint.AsOf asOf) {
        if (asOf.skip() < 0) {
            return negative(asOf.skip());
        }
        boolean wholeSecond = asOf.at().equals(asOf.at().truncatedTo(ChronoUnit.SECONDS));
        List<SnapshotInfo> old = own.stream()
                .filter(it ->
                        !(wholeSecond ? it.instant().truncatedTo(ChronoUnit.SECONDS) : it.instant()).isAfter(asOf.at()))
                .toList();
        int later = own.size() - old.size();
        if (asOf.skip() >= old.size()) {
            String found = old.isEmpty()
                    ? "there is no snapshot at or before " + asOf.at() + "; the oldest is "
                            + name(own.get(own.size() - 1))
                    : "previous " + asOf.skip() + " asks for the " + ordinal(asOf.skip() + 1L)
                            + " newest snapshot at or before " + asOf.at() + ", and there "
                            + (old.size() == 1 ? "is only 1" : "are only " + old.size());
            return new NoneMatching(newest(own), found + "; " + list(own));
        }
        String base = asOf.skip() == 0 ? "the newest" : asOf.skip() + " before the newest";
        int newer = later + asOf.skip();
        return new Chosen(
                old.get(asOf.skip()),
                newer,
                base + " at or before " + asOf.at() + "; " + (newer == 1 ? "1 newer exists" : newer + " newer exist"));
    }

    private Selection byId(List<SnapshotInfo> repository, String prefix) {
        if (!ID_PREFIX.matcher(prefix).matches()) {
            return new Refused("\"" + prefix + "\" is no snapshot id: use the digits 0-9 and a-f that restic shows");
        }
        List<SnapshotInfo> found = repository.stream()
                .filter(snapshot -> snapshot.id().startsWith(prefix))
                .sorted(SnapshotInfo.NEWEST_FIRST)
                .toList();
        if (found.isEmpty()) {
            List<SnapshotInfo> own = own(repository);
            return new UnknownId(
                    prefix,
                    "no snapshot of the repository has an id that starts with " + prefix
                            + (own.isEmpty() ? "" : "; " + list(own)));
        }
        if (found.size() > 1) {
            return new AmbiguousId(
                    found,
                    found.size() + " snapshots have an id that starts with " + prefix + ": write more of it; "
                            + list(found));
        }
        SnapshotInfo only = found.get(0);
        if (!only.identity().equals(identity)) {
            return new OtherIdentity(
                    only,
                    "snapshot " + name(only) + " belongs to " + only.identity() + ", not to " + identity
                            + ": name that identity to restore it");
        }
        int newer = own(repository).indexOf(only);
        return new Chosen(only, newer, "chosen by id; " + (newer == 1 ? "1 newer exists" : newer + " newer exist"));
    }

    private static Refused negative(int skip) {
        return new Refused("previous is " + skip + ": 0 is the newest snapshot, 1 the one before it, and so on");
    }

    private static List<SnapshotInfo> newest(List<SnapshotInfo> snapshots) {
        return snapshots.subList(0, Math.min(SHOWN, snapshots.size()));
    }

    private static String list(List<SnapshotInfo> snapshots) {
        List<String> names =
                newest(snapshots).stream().map(SnapshotSelector::name).toList();
        return (names.size() == 1 ? "the newest is " : "the newest " + names.size() + " are ")
                + String.join(", ", names);
    }

    private static String name(SnapshotInfo snapshot) {
        Instant at = snapshot.instant();
        return snapshot.shortId() + " (" + at.truncatedTo(ChronoUnit.SECONDS) + ")";
    }

    private static String ordinal(long number) {
        long tens = number % 100;
        String ending = tens >= 11 && tens <= 13
                ? "th"
                : number % 10 == 1 ? "st" : number % 10 == 2 ? "nd" : number % 10 == 3 ? "rd" : "th";
        return number + ending;
    }
}
