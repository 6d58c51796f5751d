package backup.holdfast.controller.mover.job;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** The answers by which an API server refuses what it was asked for: asking again changes nothing by itself. */
final class Refusals {
    private static final int UNPROCESSABLE = 422;

    private Refusals() {}

    static boolean isRefusal(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                || e.getCode() == HttpURLConnection.HTTP_BAD_REQUEST
                || e.getCode() == UNPROCESSABLE;
    }

    /** The server's own, without the request around them. */
    static String words(KubernetesClientException e) {
        return e.getStatus() == null || e.getStatus().getMessage() == null
                ? String.valueOf(e.getMessage())
                : e.getStatus().getMessage();
    }
}
