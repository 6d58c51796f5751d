package backup.holdfast.cli;

import static java.util.Objects.requireNonNull;

import backup.holdfast.cli.term.Terminal;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What surrounds the process: given to every command, so that tests can give others.
 *
 * @param bytes standard output, for what is no text
 * @param environment of the process
 * @param clock in the zone of whoever runs it
 * @param farewell said when the process is told to end
 */
public record Surroundings(
        Terminal terminal,
        OutputStream bytes,
        Map<String, String> environment,
        Clock clock,
        Pause pause,
        Farewell farewell) {

    public Surroundings {
        requireNonNull(terminal, "terminal is null");
        requireNonNull(bytes, "bytes is null");
        environment = new TreeMap<>(environment);
        requireNonNull(clock, "clock is null");
        requireNonNull(pause, "pause is null");
        requireNonNull(farewell, "farewell is null");
    }

    /** Of a process that nobody tells to end. */
    public Surroundings(
            Terminal terminal, OutputStream bytes, Map<String, String> environment, Clock clock, Pause pause) {
        this(terminal, bytes, environment, clock, pause, new Farewell());
    }

    /** Waits between two looks. */
    @FunctionalInterface
    public interface Pause {
        void of(Duration time) throws InterruptedException;
    }
}
