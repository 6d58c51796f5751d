package backup.holdfast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.cli.term.Terminal;
import backup.holdfast.cli.term.Terminal.Kind;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;

/** The process's edge. */
public final class RestoreMain {
    private RestoreMain() {}

    public static void main(String[] args) {
        // The jars of all programs lie in one folder, and the controller logs otherwise.
        System.setProperty("logback.configurationFile", "logback-restore.xml");
        Terminal terminal = new Terminal(
                new PrintWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), UTF_8), false),
                new PrintWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), UTF_8), true),
                new BufferedReader(new InputStreamReader(new FileInputStream(FileDescriptor.in), UTF_8)),
                kind());
        Surroundings surroundings = new Surroundings(
                terminal, System.getenv(), Clock.system(ZoneId.systemDefault()), time -> Thread.sleep(time.toMillis()));
        int exitCode = RestoreCommand.in(surroundings).execute(args);
        terminal.out().flush();
        terminal.err().flush();
        System.exit(exitCode);
    }

    /** Whether both ends are a terminal, which is what matters for a question. */
    // From JDK 22 on there is always a console, unless this property asks for the one of before.
    @SuppressWarnings("SystemConsoleNull")
    private static Kind kind() {
        System.setProperty("jdk.console", "java.base");
        return System.console() == null ? Kind.PLAIN : Kind.INTERACTIVE;
    }
}
