package backup.holdfast.restic.repository;

import static java.util.Objects.requireNonNull;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * What restic signs in to a REST server with, which no {@link RepositoryLocation} holds: the user and the password inside the location,
 * or those beside it. The text form hides both.
 */
public record RestLogin(String user, String password) {

    private static final String SCHEME = "rest:";
    private static final String USER = "RESTIC_REST_USERNAME";
    private static final String PASSWORD = "RESTIC_REST_PASSWORD";
    private static final String MASK = "***";

    public RestLogin {
        requireNonNull(user, "user is null");
        requireNonNull(password, "password is null");
    }

    /**
     * By restic's rule: the variables count only where the location of {@code RESTIC_REPOSITORY} names nobody. Throws
     * {@link MalformedLocationException} if that can't be read.
     */
    public static Optional<RestLogin> of(Map<String, String> environment) {
        String location = environment.getOrDefault(Repository.LOCATION, "");
        String address = location.startsWith(SCHEME) ? location.substring(SCHEME.length()) : location;
        String inside = LocationUrl.parse("rest", address).userInfo();
        int colon = inside.indexOf(':');
        RestLogin login = inside.isEmpty()
                ? new RestLogin(environment.getOrDefault(USER, ""), environment.getOrDefault(PASSWORD, ""))
                : new RestLogin(
                        decoded(colon < 0 ? inside : inside.substring(0, colon)),
                        decoded(colon < 0 ? "" : inside.substring(colon + 1)));
        return login.user.isEmpty() && login.password.isEmpty() ? Optional.empty() : Optional.of(login);
    }

    /** The value of a request's {@code Authorization}. */
    public String authorization() {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** A text without the password. */
    public String masked(String text) {
        return password.isEmpty() ? text : text.replace(password, MASK);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new MalformedLocationException("the user or the password in the rest location holds a % that does not"
                    + " start an escape such as %20; write %25 for the sign itself");
        }
    }

    @Override
    public String toString() {
        return "RestLogin[" + MASK + "]";
    }
}
