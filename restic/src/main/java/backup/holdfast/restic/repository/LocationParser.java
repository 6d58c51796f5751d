package backup.holdfast.restic.repository;

import backup.holdfast.restic.repository.RepositoryLocation.Container;
import backup.holdfast.restic.repository.RepositoryLocation.Local;
import backup.holdfast.restic.repository.RepositoryLocation.Rclone;
import backup.holdfast.restic.repository.RepositoryLocation.Rest;
import backup.holdfast.restic.repository.RepositoryLocation.S3;
import backup.holdfast.restic.repository.RepositoryLocation.Service;
import backup.holdfast.restic.repository.RepositoryLocation.Sftp;
import backup.holdfast.restic.repository.RepositoryLocation.Transport;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** restic's rules for reading a location, as its manual describes them ("Preparing a new repository"). */
final class LocationParser {

    private LocationParser() {}

    static RepositoryLocation parse(String text) {
        if (text.isBlank()) {
            throw new MalformedLocationException("the repository location is empty");
        }
        if (!text.equals(text.strip()) || text.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedLocationException(
                    "the repository location starts or ends with a space or holds a line break; remove it (a Secret made"
                            + " from a file often ends with one)");
        }
        String scheme = text.contains(":") ? text.substring(0, text.indexOf(':')) : "";
        String rest = text.substring(text.indexOf(':') + 1);
        return switch (scheme) {
            case "s3" -> s3(rest);
            case "rest" -> rest(rest);
            case "sftp" -> sftp(rest);
            case "b2" -> b2(rest);
            case "azure" -> container(Service.AZURE, rest);
            case "gs" -> container(Service.GOOGLE, rest);
            case "swift" -> container(Service.SWIFT, rest);
            case "rclone" -> rclone(rest);
            case "local" -> local(rest);
            default -> noScheme(text, scheme);
        };
    }

    private static RepositoryLocation noScheme(String text, String scheme) {
        if (scheme.isEmpty() || text.startsWith("/") || text.startsWith("./") || text.startsWith("../")) {
            return local(text);
        }
        if (scheme.equals("http") || scheme.equals("https")) {
            throw new MalformedLocationException("a location that starts with " + scheme
                    + ": says where but not what is there; put s3: or rest: before it");
        }
        throw new MalformedLocationException(
                "restic knows no store called \"" + scheme + "\"; for a local directory put local: before the path");
    }

    private static Local local(String path) {
        if (path.isEmpty()) {
            throw new MalformedLocationException("the path of the local repository is missing");
        }
        try {
            return new Local(Path.of(path).normalize().toString());
        } catch (InvalidPathException e) {
            throw new MalformedLocationException("the path of the local repository is not a path: " + e.getReason());
        }
    }

    private static S3 s3(String rest) {
        boolean url = rest.startsWith("http://") || rest.startsWith("https://");
        LocationUrl address =
                LocationUrl.parse("s3", url ? rest : "https://" + (rest.startsWith("//") ? rest.substring(2) : rest));
        String path = stripSlashes(cleaned(address.path()));
        int slash = path.indexOf('/');
        String bucket = slash < 0 ? path : path.substring(0, slash);
        if (bucket.isEmpty()) {
            throw new MalformedLocationException(
                    "the bucket is missing from the s3 location; it should look like s3:https://host/bucket/prefix");
        }
        Transport transport = transport("s3", address);
        return new S3(
                transport,
                address.host(),
                address.port().orElse(transport.defaultPort()),
                bucket,
                slash < 0 ? "" : path.substring(slash + 1));
    }

    private static Rest rest(String rest) {
        LocationUrl address = LocationUrl.parse("rest", rest);
        Transport transport = transport("rest", address);
        String path = stripSlashes(cleaned(address.path()));
        return new Rest(
                transport,
                address.host(),
                address.port().orElse(transport.defaultPort()),
                path.isEmpty() ? "/" : "/" + path + "/");
    }

    private static Transport transport(String what, LocationUrl address) {
        return switch (address.scheme()) {
            case "http" -> Transport.HTTP;
            case "https" -> Transport.HTTPS;
            default ->
                throw new MalformedLocationException("the " + what + " location has to go on with http:// or https://");
        };
    }

    private static Sftp sftp(String rest) {
        if (rest.startsWith("//")) {
            LocationUrl address = LocationUrl.parse("sftp", "sftp:" + rest);
            // sftp://host/x is relative to the home directory, sftp://host//x is absolute.
            String path = address.path().startsWith("/") ? address.path().substring(1) : "";
            return sftp(address.user(), address.host(), address.port().orElse(Sftp.DEFAULT_PORT), path);
        }
        int colon = rest.indexOf(':');
        if (colon < 0) {
            throw new MalformedLocationException(
                    "the sftp location has no path; it should look like sftp:user@host:/path");
        }
        String owner = rest.substring(0, colon);
        int at = owner.lastIndexOf('@');
        return sftp(
                at < 0 ? "" : owner.substring(0, at),
                owner.substring(at + 1),
                Sftp.DEFAULT_PORT,
                rest.substring(colon + 1));
    }

    private static Sftp sftp(String user, String host, int port, String path) {
        if (host.isEmpty() || path.isEmpty()) {
            throw new MalformedLocationException(
                    "the host or the path is missing from the sftp location; it should look like sftp:user@host:/path");
        }
        if (path.startsWith("~")) {
            throw new MalformedLocationException(
                    "restic does not expand ~ in an sftp path; a path without a leading slash is already relative to the"
                            + " home directory");
        }
        return new Sftp(
                user,
                host.toLowerCase(Locale.ROOT),
                port,
                Path.of(path).normalize().toString());
    }

    private static Container b2(String rest) {
        int colon = rest.indexOf(':');
        return container(
                Service.B2, colon < 0 ? rest : rest.substring(0, colon), colon < 0 ? "" : rest.substring(colon + 1));
    }

    private static Container container(Service service, String rest) {
        int colon = rest.indexOf(':');
        if (colon < 0) {
            throw new MalformedLocationException("the " + service.scheme()
                    + " location has no path; it should look like " + service.scheme() + ":name:/path");
        }
        return container(service, rest.substring(0, colon), rest.substring(colon + 1));
    }

    private static Container container(Service service, String name, String path) {
        if (name.isEmpty()) {
            throw new MalformedLocationException(
                    "the name of the bucket or container is missing; the location should look" + " like "
                            + service.scheme() + ":name:/path");
        }
        return new Container(service, name, stripSlashes(cleaned(path)));
    }

    private static Rclone rclone(String rest) {
        int colon = rest.indexOf(':');
        if (colon < 1) {
            throw new MalformedLocationException(
                    "the remote is missing from the rclone location; it should look like rclone:remote:path");
        }
        String path = rest.substring(colon + 1);
        return new Rclone(rest.substring(0, colon), path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    }

    private static String cleaned(String path) {
        return Path.of("/" + path).normalize().toString();
    }

    private static String stripSlashes(String path) {
        int from = 0;
        int to = path.length();
        while (from < to && path.charAt(from) == '/') {
            from++;
        }
        while (to > from && path.charAt(to - 1) == '/') {
            to--;
        }
        return path.substring(from, to);
    }
}
