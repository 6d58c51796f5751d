package backup.holdfast.restic.model;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** The storage id of one lock: the name of its file under {@code locks/}, 64 hexadecimal digits. */
public record LockId(String value) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    public LockId {
        requireNonNull(value, "value is null");
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a lock id (64 hexadecimal digits): " + value);
        }
    }

    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
