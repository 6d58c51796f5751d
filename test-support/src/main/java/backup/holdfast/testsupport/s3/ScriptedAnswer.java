package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;

/** An answer of a {@link ScriptedS3}, as it goes over the wire but for the headers every HTTP server adds. */
public record ScriptedAnswer(int status, Map<String, String> headers, String body) {

    public ScriptedAnswer {
        headers = Map.copyOf(headers);
        requireNonNull(body, "body is null");
    }

    /** Not S3: what a web server, a proxy or a portal says. */
    public static ScriptedAnswer html(int status, String body) {
        return new ScriptedAnswer(status, Map.of("Content-Type", "text/html"), body);
    }

    /** Elsewhere, says a web server. */
    public static ScriptedAnswer redirect(String location) {
        return new ScriptedAnswer(301, Map.of("Location", location, "Content-Type", "text/html"), "<html>Moved</html>");
    }

    static ScriptedAnswer xml(int status, String body) {
        return new ScriptedAnswer(
                status,
                Map.of("Content-Type", "application/xml"),
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + body);
    }

    ScriptedAnswer withHeader(String name, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(name, value);
        return new ScriptedAnswer(status, more, body);
    }
}
