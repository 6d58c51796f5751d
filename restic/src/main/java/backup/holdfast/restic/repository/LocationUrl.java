package backup.holdfast.restic.repository;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * A URL as restic's own parser takes it, which is more lenient than {@link java.net.URI}: hosts may hold underscores, paths
 * almost anything.
 */
record LocationUrl(String scheme, String userInfo, String host, OptionalInt port, String path) {

    private static final int MAX_PORT = 65_535;

    static LocationUrl parse(String what, String text) {
        int mark = text.indexOf("://");
        if (mark < 1) {
            throw new MalformedLocationException(
                    "the " + what + " location has to go on with a URL such as https://host/path");
        }
        String rest = cutAtFirst(text.substring(mark + 3), "?#");
        String authority = cutAtFirst(rest, "/");
        int at = authority.lastIndexOf('@');
        String userInfo = at < 0 ? "" : authority.substring(0, at);
        String hostAndPort = authority.substring(at + 1);
        int colon = hostAndPort.lastIndexOf(':');
        boolean noPort = colon < 0 || hostAndPort.indexOf(']') > colon;
        String host = noPort ? hostAndPort : hostAndPort.substring(0, colon);
        if (host.isEmpty() || host.contains(" ")) {
            throw new MalformedLocationException("the host is missing from the " + what + " location or holds a space");
        }
        return new LocationUrl(
                text.substring(0, mark).toLowerCase(Locale.ROOT),
                userInfo,
                host.toLowerCase(Locale.ROOT),
                noPort ? OptionalInt.empty() : port(what, hostAndPort.substring(colon + 1)),
                decoded(what, rest.substring(authority.length())));
    }

    String user() {
        return cutAtFirst(userInfo, ":");
    }

    private static OptionalInt port(String what, String digits) {
        if (digits.isEmpty()) {
            return OptionalInt.empty();
        }
        if (digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= MAX_PORT) {
                return OptionalInt.of(port);
            }
        }
        throw new MalformedLocationException("the port of the " + what + " location is not a number from 1 to 65535");
    }

    private static String decoded(String what, String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new MalformedLocationException("the path of the " + what
                    + " location holds a % that does not start an escape such as %20; write %25 for the sign itself");
        }
    }

    private static String cutAtFirst(String text, String stops) {
        for (int i = 0; i < text.length(); i++) {
            if (stops.indexOf(text.charAt(i)) >= 0) {
                return text.substring(0, i);
            }
        }
        return text;
    }
}
