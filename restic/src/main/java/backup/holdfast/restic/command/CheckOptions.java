package backup.holdfast.restic.command;

import static java.util.Objects.requireNonNull;

/** How thoroughly to check. Immutable: each method returns a copy with one option more. */
public record CheckOptions(Arguments arguments) {

    /** Indexes, pack list, snapshots and trees; no file data is read. */
    public static final CheckOptions STRUCTURE = new CheckOptions(Arguments.NONE);

    public CheckOptions {
        requireNonNull(arguments, "arguments is null");
    }

    /** Reads every pack. */
    public CheckOptions readData() {
        return new CheckOptions(arguments.flag("--read-data"));
    }

    /** Reads some packs: "n/t" for the n-th of t parts, "x%" or a size such as "10G" for a random choice. */
    public CheckOptions readDataSubset(String subset) {
        return new CheckOptions(arguments.set("--read-data-subset", subset));
    }

    /** Trusts the local cache instead of loading everything anew. */
    public CheckOptions withCache() {
        return new CheckOptions(arguments.flag("--with-cache"));
    }
}
