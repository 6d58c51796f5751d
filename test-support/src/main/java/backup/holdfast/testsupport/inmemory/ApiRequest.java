package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request, read to its end.
 *
 * @param path the words of the path, decoded
 * @param accept empty if the client did not say
 */
record ApiRequest(
        String method, List<String> path, Map<String, String> query, String accept, String contentType, String body) {

    ApiRequest {
        requireNonNull(method, "method is null");
        path = List.copyOf(path);
        query = Map.copyOf(query);
        requireNonNull(accept, "accept is null");
        requireNonNull(contentType, "contentType is null");
        requireNonNull(body, "body is null");
    }

    static ApiRequest read(HttpExchange exchange) throws IOException {
        List<String> path = Stream.of(exchange.getRequestURI().getRawPath().split("/", -1))
                .filter(word -> !word.isEmpty())
                .map(ApiRequest::decode)
                .toList();
        return new ApiRequest(
                exchange.getRequestMethod(),
                path,
                parse(Optional.ofNullable(exchange.getRequestURI().getRawQuery())
                        .orElse("")),
                header(exchange, "Accept"),
                header(exchange, "Content-Type"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** The body as an object. */
    ObjectNode object() {
        if (contentType.contains("protobuf")) {
            throw ApiFailure.unsupportedMediaType(contentType
                    + " (the in-memory API reads JSON and YAML only: use kubectl apply -f or kubectl create -f)");
        }
        return Json.parseObject(body);
    }

    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    boolean isSet(String parameter) {
        return List.of("true", "1").contains(parameter(parameter));
    }

    boolean wantsTable() {
        return accept.contains("as=Table");
    }

    Selector selector() {
        return Selector.parse(parameter("labelSelector"), parameter("fieldSelector"));
    }

    WriteMode writeMode() {
        return parameter("dryRun").isEmpty() ? WriteMode.PERSIST : WriteMode.DRY_RUN;
    }

    private static String header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().get(name))
                .map(values -> String.join(",", values))
                .orElse("");
    }

    private static Map<String, String> parse(String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.put(decode(part.substring(0, equals)), decode(part.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
