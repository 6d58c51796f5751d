package backup.holdfast.cli.run;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names runs so that people can tell them apart and type them: {@code rs-20261120-120000-4f2a}. Short, for names made of it. */
public final class RunId {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern FORM = Pattern.compile("rs-[0-9]{8}-[0-9]{6}-[0-9a-f]{4}");

    private RunId() {}

    public static String of(Instant start, int random) {
        return String.format(Locale.ROOT, "rs-%s-%04x", SECOND.format(start), random & 0xffff);
    }

    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }
}
