package backup.holdfast.testsupport.s3;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What a {@link CountingProxy} does with a request. */
public sealed interface Reaction {

    /** Passes it on. */
    record Forward() implements Reaction {}

    /** Waits, then passes it on: a server far away. */
    record Delay(Duration latency) implements Reaction {
        public Delay {
            requireNonNull(latency, "latency is null");
        }
    }

    /** Answers in the server's place with an S3 error, such as 503 {@code SlowDown} or 403 {@code RequestTimeTooSkewed}. */
    record Refuse(int status, String code) implements Reaction {
        public Refuse {
            requireNonNull(code, "code is null");
        }
    }

    /** Breaks the connection without an answer. */
    record Reset() implements Reaction {}

    /** Passes it on, and breaks the connection after so many bytes of the answer's body. */
    record Truncate(int bytes) implements Reaction {}

    /** Never answers: the connection stays open until the client or the proxy is closed. */
    record Hang() implements Reaction {}
}
