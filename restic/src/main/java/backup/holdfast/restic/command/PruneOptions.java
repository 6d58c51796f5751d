package backup.holdfast.restic.command;

import static java.util.Objects.requireNonNull;

/** How much work removing unused data may make. Immutable: each method returns a copy with one option more. */
public record PruneOptions(Arguments arguments) {

    /** restic's own defaults. */
    public static final PruneOptions DEFAULTS = new PruneOptions(Arguments.NONE);

    public PruneOptions {
        requireNonNull(arguments, "arguments is null");
    }

    /** How much unused data may stay, such as "5%", "500M" or "unlimited". */
    public PruneOptions maxUnused(String limit) {
        return new PruneOptions(arguments.set("--max-unused", limit));
    }

    /** How much data may be read and written again at most, such as "10G". */
    public PruneOptions maxRepackSize(String size) {
        return new PruneOptions(arguments.set("--max-repack-size", size));
    }

    public PruneOptions dryRun() {
        return new PruneOptions(arguments.flag("--dry-run"));
    }
}
