package backup.holdfast.cli.cluster;

import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

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

    /**
     * As an end of the command, unless it is a matter between the caller and the API server: a conflict, an object gone.
     *
     * @param right what the call needs
     */
    private static RuntimeException explain(String right, KubernetesClientException e) {
        return switch (e.getCode()) {
            case HttpURLConnection.HTTP_FORBIDDEN -> forbidden(right, e);
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                new StopException(
                        ExitCode.FORBIDDEN,
                        "the API server does not know you",
                        "Log in again, or choose another --context; `kubectl auth whoami` tells who you are.",
                        e);
            default -> unreachable(e).<RuntimeException>map(it -> it).orElse(e);
        };
    }

    /** A right that is missing, by its name. */
    static StopException forbidden(String right, @Nullable Throwable cause) {
        String what = "you may not " + right;
        String advice = "Ask for that right; docs/restore-command.md tells which role has it.";
        return cause == null
                ? new StopException(ExitCode.FORBIDDEN, what, advice)
                : new StopException(ExitCode.FORBIDDEN, what, advice, cause);
    }

    /** An answer that is no, in the API server's own words. */
    public static String refusal(KubernetesClientException e) {
        String said = e.getStatus() == null ? null : e.getStatus().getMessage();
        return "the API server refused: " + (said == null ? e.getMessage() : said + " (" + e.getCode() + ")");
    }

    /** The end of the command where there was no answer at all; empty where there was one. */
    public static Optional<StopException> unreachable(KubernetesClientException e) {
        return unanswered(e)
                .map(why -> new StopException(
                        ExitCode.UNREACHABLE,
                        "the API server does not answer: " + why,
                        "Check --context and the network; without any cluster, restic and the bucket are enough.",
                        e));
    }

    /** Which code the client gives to what is no answer, and how deep it wraps it, differs from call to call. */
    private static Optional<String> unanswered(KubernetesClientException e) {
        if (e.getStatus() != null && e.getCode() > 0) {
            return Optional.empty();
        }
        List<Throwable> chain = new ArrayList<>();
        for (Throwable at = e; at != null; at = at.getCause()) {
            chain.add(at);
        }
        return chain.stream()
                .flatMap(it -> words(it).stream())
                .findFirst()
                .or(() -> chain.stream()
                        .filter(it -> it instanceof IOException || it instanceof TimeoutException)
                        .reduce((outer, inner) -> inner)
                        .map(it -> it.getMessage() == null ? it.getClass().getSimpleName() : it.getMessage()));
    }

    private static Optional<String> words(Throwable failure) {
        String said = failure.getMessage() == null ? "" : ", " + failure.getMessage();
        if (failure instanceof UnknownHostException) {
            return Optional.of("its name is not known here" + said);
        }
        if (failure instanceof ConnectException) {
            return Optional.of("no connection" + said);
        }
        if (failure instanceof HttpTimeoutException || failure instanceof TimeoutException) {
            return Optional.of("nothing came in time");
        }
        return failure instanceof SSLException ? Optional.of("TLS" + said) : Optional.empty();
    }
}
