package backup.holdfast.cli.cluster;

import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.function.Supplier;

/** Calls of the API server, whose refusals end the command with words for people. */
public final class Calls {
    private Calls() {}

    /**
     * @param right what the call needs, in the words of RBAC: {@code list pods in namespace media}
     * @return what the call returns
     */
    public static <T> T of(String right, Supplier<T> call) {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            throw explain(right, e);
        }
    }

    /** As an end of the command, unless it is a matter between the caller and the API server: a conflict, an object gone. */
    private static RuntimeException explain(String right, KubernetesClientException e) {
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_FORBIDDEN ->
                new StopException(
                        ExitCode.FORBIDDEN,
                        "you may not " + right,
                        "Ask for that right: docs/restore-command.md has a role with all of them.",
                        e);
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                new StopException(
                        ExitCode.FORBIDDEN,
                        "the API server does not know you",
                        "Log in again, or choose another --context; `kubectl auth whoami` tells who you are.",
                        e);
            case 0 ->
                new StopException(
                        ExitCode.UNREACHABLE,
                        "the API server does not answer: " + root(e),
                        "Check --context and the network; without any cluster, restic and the bucket are enough.",
                        e);
            default -> e;
        };
    }

    private static String root(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        String message = at.getMessage();
        return at.getClass().getSimpleName() + (message == null ? "" : ", " + Objects.requireNonNull(message));
    }
}
