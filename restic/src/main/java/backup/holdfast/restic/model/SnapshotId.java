package backup.holdfast.restic.model;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.regex.Pattern;

/** The id of one snapshot: 64 hexadecimal digits, or a prefix of at least eight of them. Never a word such as "latest". */
public record SnapshotId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8,64}");
    private static final int SHORT_LENGTH = 8;

    public SnapshotId {
        requireNonNull(value, "value is null");
        value = value.toLowerCase(Locale.ROOT);
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a snapshot id (8 to 64 hexadecimal digits): " + value);
        }
    }

    /** As restic shows it to people. */
    public String shortForm() {
        return value.substring(0, SHORT_LENGTH);
    }

    @Override
    public String toString() {
        return value;
    }
}
