package backup.holdfast.restic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Masks what must not leave the process in what restic prints: the values of secret variables, and passwords in URLs. */
final class Redactor {

    private static final String MASK = "***";

    /** A shorter value would mask ordinary words rather than protect anything. */
    private static final int SHORTEST_SECRET = 6;

    private static final List<String> SECRET_WORDS =
            List.of("PASSWORD", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "PASS");
    private static final Pattern URL_PASSWORD = Pattern.compile("(://[^/@\\s:]*:)[^/@\\s]*@");

    private final List<String> secrets;

    Redactor(Map<String, String> environment) {
        List<String> values = new ArrayList<>();
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            if (isSecret(variable.getKey()) && variable.getValue().length() >= SHORTEST_SECRET) {
                values.add(variable.getValue());
            }
        }
        // A secret that is part of another must not spoil it first.
        values.sort((a, b) -> Integer.compare(b.length(), a.length()));
        this.secrets = List.copyOf(values);
    }

    String mask(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return masked.indexOf('@') < 0 ? masked : URL_PASSWORD.matcher(masked).replaceAll("$1" + MASK + "@");
    }

    private static boolean isSecret(String variable) {
        String name = variable.toUpperCase(Locale.ROOT);
        return !name.endsWith("_FILE") && SECRET_WORDS.stream().anyMatch(name::contains);
    }

    @Override
    public String toString() {
        return "Redactor[" + secrets.size() + " secrets]";
    }
}
