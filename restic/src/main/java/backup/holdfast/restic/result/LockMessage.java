package backup.holdfast.restic.result;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** restic's message about a lock that is in the way. */
final class LockMessage {

    private static final Pattern OWNER =
            Pattern.compile("repository is already locked( exclusively)? by PID (\\d{1,18}) on"
                    + " (\\S*) by (.*) \\(UID (\\d{1,18}), GID (\\d{1,18})\\)");
    private static final Pattern AGE = Pattern.compile("lock was created at .* \\(([0-9hmsµu.]+) ago\\)");
    private static final Pattern ID = Pattern.compile("storage ID ([0-9a-f]+)");
    private static final Pattern PART = Pattern.compile("([0-9.]+)(h|ms|m|s|µs|us|ns)");

    private LockMessage() {}

    static Optional<LockHolder> parse(String text) {
        Matcher owner = OWNER.matcher(text);
        if (!owner.find()) {
            return Optional.empty();
        }
        return Optional.of(new LockHolder(
                first(ID, text).orElse(""),
                owner.group(1) != null,
                Long.parseLong(owner.group(2)),
                owner.group(3),
                owner.group(4),
                Long.parseLong(owner.group(5)),
                Long.parseLong(owner.group(6)),
                first(AGE, text).map(LockMessage::goDuration).orElse(Duration.ZERO)));
    }

    private static Optional<String> first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Duration goDuration(String text) {
        Matcher part = PART.matcher(text);
        double seconds = 0;
        while (part.find()) {
            double number = Double.parseDouble(part.group(1));
            seconds += number
                    * switch (part.group(2)) {
                        case "h" -> 3600;
                        case "m" -> 60;
                        case "s" -> 1;
                        case "ms" -> 1e-3;
                        case "ns" -> 1e-9;
                        default -> 1e-6;
                    };
        }
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
