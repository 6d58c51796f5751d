package backup.holdfast.restic.result;

import static java.util.Objects.requireNonNull;

/** What a prune said it did, in restic's own words: there is no form of it for programs. Bounded. */
public record PruneReport(String text) {

    public PruneReport {
        requireNonNull(text, "text is null");
    }
}
