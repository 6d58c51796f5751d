package backup.holdfast.controller.leadership;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Lets a client write only while its replica leads, whatever its threads believe: one that slept through the end of its lease must not
 * go on where it was. Leases are exempt, by which that is decided.
 */
public final class WriteFence implements Interceptor {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String LEASES = "/apis/coordination.k8s.io/";

    private volatile BooleanSupplier open = () -> true;

    /** From now on this decides. */
    public void guardedBy(BooleanSupplier leading) {
        open = leading;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (!READING.contains(request.method())
                && !request.uri().getPath().startsWith(LEASES)
                && !open.getAsBoolean()) {
            throw new NotLeadingException(request.method() + " " + request.uri().getPath());
        }
    }

    /** Something was not written because this replica does not lead. */
    public static final class NotLeadingException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotLeadingException(String request) {
            super("not sent, for this replica does not lead any more: " + request);
        }
    }
}
