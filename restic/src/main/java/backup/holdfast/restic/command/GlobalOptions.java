package backup.holdfast.restic.command;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;

/** Options every restic command takes. Immutable: each method returns a copy with one option more. */
public record GlobalOptions(Arguments arguments) {

    /** restic's own defaults. */
    public static final GlobalOptions DEFAULTS = new GlobalOptions(Arguments.NONE);

    public GlobalOptions {
        requireNonNull(arguments, "arguments is null");
    }

    /** Takes no lock: for reading a repository that is locked or may not be written to. */
    public GlobalOptions noLock() {
        return new GlobalOptions(arguments.flag("--no-lock"));
    }

    /** Waits this long for somebody else's lock to go. */
    public GlobalOptions retryLock(Duration atMost) {
        return new GlobalOptions(arguments.set("--retry-lock", GoDuration.of(atMost)));
    }

    public GlobalOptions caCertificate(Path file) {
        return new GlobalOptions(arguments.set("--cacert", file.toString()));
    }

    public GlobalOptions cacheDirectory(Path directory) {
        return new GlobalOptions(arguments.set("--cache-dir", directory.toString()));
    }

    public GlobalOptions noCache() {
        return new GlobalOptions(arguments.flag("--no-cache"));
    }

    public GlobalOptions compression(Compression compression) {
        return new GlobalOptions(arguments.set("--compression", compression.word()));
    }

    /** The size packs should have, in MiB. */
    public GlobalOptions packSize(int mebibytes) {
        return new GlobalOptions(arguments.set("--pack-size", positive(mebibytes, "pack size")));
    }

    public GlobalOptions limitUpload(int kibibytesPerSecond) {
        return new GlobalOptions(arguments.set("--limit-upload", positive(kibibytesPerSecond, "upload limit")));
    }

    public GlobalOptions limitDownload(int kibibytesPerSecond) {
        return new GlobalOptions(arguments.set("--limit-download", positive(kibibytesPerSecond, "download limit")));
    }

    /** An option of one kind of store, such as {@code s3.connections}. */
    public GlobalOptions extended(String key, String value) {
        // restic reads this option's value as a line of CSV.
        String pair = key + "=" + value;
        boolean quoted = pair.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return new GlobalOptions(arguments.add("--option", quoted ? "\"" + pair.replace("\"", "\"\"") + "\"" : pair));
    }

    private static String positive(int number, String what) {
        if (number < 1) {
            throw new IllegalArgumentException("the " + what + " is not positive: " + number);
        }
        return Integer.toString(number);
    }
}
