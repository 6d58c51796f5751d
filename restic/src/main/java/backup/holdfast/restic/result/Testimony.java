package backup.holdfast.restic.result;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What restic said about its own failure, in the order it is trusted.
 *
 * @param exitMessage the message of its {@code exit_error}
 * @param prose lines of standard error that are no JSON, oldest first, bounded
 * @param gaveUpOn what we stopped it for, because it tried again and again in vain
 * @param itemMessages messages about single files or packs, without the paths users choose, bounded
 */
public record Testimony(
        Optional<String> exitMessage, Optional<RetryNotice> gaveUpOn, List<String> prose, List<String> itemMessages) {

    public Testimony {
        requireNonNull(exitMessage, "exitMessage is null");
        requireNonNull(gaveUpOn, "gaveUpOn is null");
        prose = List.copyOf(prose);
        itemMessages = List.copyOf(itemMessages);
    }

    /** The same for a run that was stopped for another reason. */
    public Testimony withoutGivingUp() {
        return new Testimony(exitMessage, Optional.empty(), prose, itemMessages);
    }
}
