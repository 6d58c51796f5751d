package backup.holdfast.restic;

import backup.holdfast.restic.event.DocumentDecoder;
import backup.holdfast.restic.json.Json;
import backup.holdfast.restic.json.JsonObject;
import backup.holdfast.restic.json.MalformedJsonException;
import backup.holdfast.restic.model.TreeNode;
import backup.holdfast.restic.process.Line;
import backup.holdfast.restic.process.LineFraming;
import backup.holdfast.restic.process.LineHandler.Activity;
import backup.holdfast.restic.process.StreamConsumer;
import java.util.Optional;
import java.util.function.Consumer;

/** The answer of {@code ls}: a line for the snapshot, then a line for each node, handed on as it comes. */
final class NodesAnswer implements Answer<Long> {

    private static final int MAX_LINE_BYTES = 1 << 20;

    private final Consumer<TreeNode> consumer;
    private long count;
    private volatile Optional<Long> total = Optional.empty();

    NodesAnswer(Consumer<TreeNode> consumer) {
        this.consumer = consumer;
    }

    @Override
    public StreamConsumer reader(Transcript transcript) {
        LineFraming lines = new LineFraming(MAX_LINE_BYTES, line -> take(line, transcript));
        return (in, progress) -> {
            lines.consume(in, progress);
            total = Optional.of(count);
        };
    }

    private Activity take(Line line, Transcript transcript) {
        Optional<JsonObject> json = Json.objectOn(line.text());
        Optional<TreeNode> node = json.filter(NodesAnswer::isNode).flatMap(NodesAnswer::node);
        if (node.isPresent()) {
            consumer.accept(node.get());
            count++;
        } else if (json.filter(NodesAnswer::isSnapshot).isEmpty()) {
            transcript.stdoutProse(line.text());
        }
        return Activity.PROGRESS;
    }

    private static Optional<TreeNode> node(JsonObject json) {
        try {
            return Optional.of(DocumentDecoder.node(json));
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }

    private static boolean isNode(JsonObject json) {
        return json.text("struct_type").filter("node"::equals).isPresent();
    }

    private static boolean isSnapshot(JsonObject json) {
        return json.text("struct_type").filter("snapshot"::equals).isPresent();
    }

    @Override
    public Optional<Long> value() {
        return total;
    }
}
