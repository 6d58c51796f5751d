package backup.holdfast.restic.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Keeps the text of the last refusal: the SDK passes on its code and message, but not the region some stores name in it. */
final class ErrorBody implements ExecutionInterceptor {

    private static final int MOST_BYTES = 64 * 1024;

    private volatile String text = "";

    String text() {
        return text;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        text = "";
    }

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        Optional<InputStream> content = context.responseBody();
        if (content.isEmpty() || context.httpResponse().isSuccessful()) {
            return content;
        }
        try {
            byte[] body = content.get().readNBytes(MOST_BYTES);
            text = new String(body, StandardCharsets.UTF_8);
            return Optional.of(new ByteArrayInputStream(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
