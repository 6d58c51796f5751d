package backup.holdfast.cli.term;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Where the command talks: results to {@code out}, everything about them to {@code err}, answers from {@code in}. */
public record Terminal(PrintWriter out, PrintWriter err, BufferedReader in, Kind kind, Screen screen) {

    /** Who is at the other end. */
    public enum Kind {
        /** A person: questions are asked. */
        INTERACTIVE,
        /** A pipe or a file: nobody can be asked. */
        PLAIN
    }

    public Terminal {
        requireNonNull(out, "out is null");
        requireNonNull(err, "err is null");
        requireNonNull(in, "in is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(screen, "screen is null");
    }

    /** One that shows text and nothing else. */
    public Terminal(PrintWriter out, PrintWriter err, BufferedReader in, Kind kind) {
        this(out, err, in, kind, Screen.NONE);
    }

    public void print(List<String> lines) {
        lines.forEach(out::println);
        out.flush();
    }

    public void print(String line) {
        print(List.of(line));
    }

    /** Something about the result, not the result. */
    public void note(String line) {
        err.println(line);
        err.flush();
    }

    /** The answer; nothing where nobody is there to give one. */
    public Optional<String> ask(String question) {
        if (kind == Kind.PLAIN) {
            return Optional.empty();
        }
        err.print(question + " ");
        err.flush();
        try {
            return Optional.ofNullable(in.readLine()).map(String::strip);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the answer", e);
        }
    }
}
