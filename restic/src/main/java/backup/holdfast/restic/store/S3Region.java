package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The region requests are signed for, found as restic's S3 library finds it: {@code AWS_DEFAULT_REGION} (it knows no other variable), then the
 * name of an Amazon endpoint, then {@code us-east-1}; one that was only assumed gives way to the one a store names in its refusal.
 *
 * @param origin whether it may give way
 */
record S3Region(String name, Origin origin) {

    static final String VARIABLE = "AWS_DEFAULT_REGION";

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final Pattern AMAZON = Pattern.compile(
            "s3[.-](?:(?:fips|dualstack)[.-])*(?<region>[a-z]{2}(?:-[a-z]+)+-\\d)\\.amazonaws\\.com(?:\\.cn)?");
    private static final Pattern AMAZON_ANY = Pattern.compile("s3(?:[.-].*)?\\.amazonaws\\.com(?<country>\\.cn)?");

    enum Origin {
        FIXED,
        ASSUMED
    }

    S3Region {
        requireNonNull(name, "name is null");
        requireNonNull(origin, "origin is null");
    }

    static S3Region of(Map<String, String> environment, String host) {
        String configured = environment.getOrDefault(VARIABLE, "");
        if (!configured.isEmpty()) {
            return new S3Region(configured, Origin.FIXED);
        }
        Matcher amazon = AMAZON.matcher(host);
        return amazon.matches()
                ? new S3Region(amazon.group("region"), Origin.FIXED)
                : new S3Region("us-east-1", Origin.ASSUMED);
    }

    /** Whether it can be part of the name of a host. */
    boolean isWellFormed() {
        return FORM.matcher(name).matches();
    }

    /** The region a store has named instead, if this one may give way. */
    Optional<S3Region> correctedTo(String named) {
        S3Region other = new S3Region(named, Origin.FIXED);
        return origin == Origin.ASSUMED && !named.equals(name) && other.isWellFormed()
                ? Optional.of(other)
                : Optional.empty();
    }

    /** Where to ask: Amazon has an address for each region, everybody else is asked where the location says. */
    URI endpoint(URI given) {
        Matcher amazon = AMAZON_ANY.matcher(given.getHost());
        if (!amazon.matches()) {
            return given;
        }
        String country = Optional.ofNullable(amazon.group("country")).orElse("");
        return URI.create(given.getScheme() + "://s3." + name + ".amazonaws.com" + country);
    }
}
