package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.inmemory.ObjectStore.Listing;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Answers every request. */
final class ApiHandler implements HttpHandler {

    private final ObjectStore store = new ObjectStore();
    private final ResourceCatalog catalog = new ResourceCatalog();
    private final Discovery discovery = new Discovery(catalog);
    private final OpenApi openApi = new OpenApi(catalog);
    private final TableRenderer tables;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final PodLogs podLogs;
    private final Clock clock;

    ApiHandler(Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
        this.tables = new TableRenderer(clock);
        this.reader = new ObjectReader(store, tables);
        this.podLogs = new PodLogs(reader, catalog);
        this.writer = new ObjectWriter(store, new ObjectRules(clock), new SideEffects(store, catalog));
        Target namespaces = Target.parse(List.of("api", "v1", "namespaces"), catalog);
        for (String name : List.of("default", "kube-system")) {
            ObjectNode namespace = Json.object();
            Json.metadata(namespace).put("name", name);
            writer.create(namespaces, namespace, WriteMode.PERSIST);
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            ApiRequest request = ApiRequest.read(exchange);
            try {
                answer(request, exchange);
            } catch (ApiFailure failure) {
                send(exchange, failure.code(), failure.toStatus());
            }
        } catch (InterruptedException e) {
            // The server stops: the watch ends in the middle, as it does when a real server dies.
            Thread.currentThread().interrupt();
        }
    }

    private void answer(ApiRequest request, HttpExchange exchange) throws IOException, InterruptedException {
        List<String> path = request.path();
        if (path.size() == 1 && List.of("healthz", "livez", "readyz").contains(path.get(0))) {
            sendText(exchange, "ok");
            return;
        }
        if (path.isEmpty()) {
            throw ApiFailure.noSuchResource();
        }
        Optional<ObjectNode> described = discovery.answer(path).or(() -> openApi.answer(path));
        if (described.isPresent()) {
            send(exchange, 200, described.get());
        } else if (AccessReviews.isReview(path)) {
            send(exchange, 201, AccessReviews.answer(request.object()));
        } else if (path.get(0).equals("api") || path.get(0).equals("apis")) {
            answer(Target.parse(path, catalog), request, exchange);
        } else {
            throw ApiFailure.noSuchResource();
        }
    }

    private void answer(Target target, ApiRequest request, HttpExchange exchange)
            throws IOException, InterruptedException {
        switch (request.method()) {
            case "GET" -> read(target, request, exchange);
            case "POST" -> post(target, request, exchange);
            case "PUT" -> {
                requireOne(target);
                send(exchange, 200, writer.replace(target, request.object(), request.writeMode()));
            }
            case "PATCH" -> {
                requireOne(target);
                patch(target, request, exchange);
            }
            case "DELETE" -> delete(target, request, exchange);
            default -> throw ApiFailure.methodNotAllowed();
        }
    }

    private void post(Target target, ApiRequest request, HttpExchange exchange) throws IOException {
        if (target.subresource().equals("binding") && target.type().kind().equals("Pod")) {
            writer.bind(target, request.object(), request.writeMode());
            send(
                    exchange,
                    201,
                    Json.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success"));
            return;
        }
        requireAll(target);
        send(exchange, 201, writer.create(target, request.object(), request.writeMode()));
    }

    private void read(Target target, ApiRequest request, HttpExchange exchange)
            throws IOException, InterruptedException {
        if (PodLogs.isMeant(target)) {
            podLogs.send(target, request, exchange);
        } else if (request.isSet("watch")) {
            watch(target, request, exchange);
        } else {
            send(exchange, 200, target.isOne() ? reader.one(target, request) : reader.all(target, request));
        }
    }

    private void watch(Target target, ApiRequest request, HttpExchange exchange)
            throws IOException, InterruptedException {
        if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
            // Not the 101 the client hopes for: fabric8's turns to plain HTTP then. (On a 503, too, but only after many
            // attempts.)
            sendText(exchange, "watches are served over plain HTTP only");
            return;
        }
        if (request.isSet("sendInitialEvents")) {
            throw ApiFailure.invalid(target.type(), "", "sendInitialEvents: Forbidden: it is not supported here");
        }
        WatchStream stream = new WatchStream(target, request, tables, clock);
        Listing now = reader.list(target, request.selector());
        try (ChangeFeed feed = stream.open(store, now)) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                stream.send(feed, now, out);
            }
        }
    }

    private void patch(Target target, ApiRequest request, HttpExchange exchange) throws IOException {
        Patch.Format format = Patch.Format.of(request.contentType());
        if (format != Patch.Format.APPLY) {
            Patch patch = new Patch(format, Json.parse(request.body()));
            send(exchange, 200, writer.patch(target, patch, request.writeMode()));
            return;
        }
        String manager = request.parameter("fieldManager");
        if (manager.isEmpty()) {
            throw ApiFailure.badRequest("fieldManager: Required value: is required for apply patch");
        }
        ObjectWriter.Applied applied = writer.apply(target, request.object(), manager, request.writeMode());
        send(exchange, applied instanceof ObjectWriter.Applied.Created ? 201 : 200, applied.object());
    }

    private void delete(Target target, ApiRequest request, HttpExchange exchange) throws IOException {
        DeleteConditions conditions =
                DeleteConditions.of(request.body().isEmpty() ? Json.object() : Json.parse(request.body()));
        if (target.isOne()) {
            ObjectNode answer =
                    writer.delete(target, conditions, request.writeMode()).orElseGet(() -> deleted(target));
            send(exchange, 200, answer);
            return;
        }
        for (ObjectNode object : reader.list(target, request.selector()).items()) {
            Target one =
                    new Target(target.type(), Json.metadata(object, "namespace"), Json.metadata(object, "name"), "");
            writer.delete(one, conditions, request.writeMode());
        }
        send(exchange, 200, reader.all(target, request));
    }

    private static ObjectNode deleted(Target target) {
        ObjectNode status =
                Json.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
        status.putObject("metadata");
        status.putObject("details")
                .put("name", target.name())
                .put("group", target.type().group())
                .put("kind", target.type().plural());
        return status;
    }

    private static void requireOne(Target target) {
        if (!target.isOne()) {
            throw ApiFailure.methodNotAllowed();
        }
    }

    private static void requireAll(Target target) {
        if (target.isOne()) {
            throw ApiFailure.methodNotAllowed();
        }
    }

    private static void send(HttpExchange exchange, int code, ObjectNode body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, code, Json.bytes(body));
    }

    private static void sendText(HttpExchange exchange, String text) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        send(exchange, 200, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void send(HttpExchange exchange, int code, byte[] body) throws IOException {
        exchange.sendResponseHeaders(code, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
