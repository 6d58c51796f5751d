package backup.holdfast.replication.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Sources that file their snapshots in one repository under one identity. Backups can go on, but none of them may forget: a policy
 * would count the snapshots of all as one history.
 */
public final class SharedIdentity {
    private static final String BEGINNING = "The same repository and identity (host ";

    /** More names would tell nobody more. */
    private static final int NAMED = 3;

    private SharedIdentity() {}

    /**
     * Why nothing may be forgotten, the same words for as long as the same sources share.
     *
     * @param others any sources, this one too
     */
    public static Optional<String> of(Tenant own, Collection<Tenant> others) {
        List<Subject> sharing = others.stream()
                .filter(own::sharesGroupWith)
                .map(Tenant::source)
                .sorted(Comparator.comparing(Subject::toString))
                .toList();
        return sharing.isEmpty() ? Optional.empty() : Optional.of(explanation(own.identity(), sharing));
    }

    /** Whether this reason of a frozen retention is one of ours, which is over as soon as nobody shares any more. */
    public static boolean isReason(String text) {
        return text.startsWith(BEGINNING);
    }

    private static String explanation(Identity identity, List<Subject> sharing) {
        String names = sharing.stream().limit(NAMED).map(Subject::toString).collect(Collectors.joining(", "));
        String more = sharing.size() > NAMED ? " and " + (sharing.size() - NAMED) + " more" : "";
        return BEGINNING + identity.host() + ", path " + identity.path() + ") are used by " + names + more
                + ": each would forget by counting the other's snapshots. Give one of them a spec.restic.identity.host of its"
                + " own, or a repository of its own.";
    }
}
