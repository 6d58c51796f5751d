package backup.holdfast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import backup.holdfast.cli.term.Screen;
import backup.holdfast.cli.term.Screen.Stream;
import backup.holdfast.cli.term.Terminal;
import backup.holdfast.cli.term.Terminal.Kind;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The process's edge. */
public final class RestoreMain {
    private static final Pattern SIZE = Pattern.compile("\\d{1,5} \\d{1,5}");

    private RestoreMain() {}

    public static void main(String[] args) {
        // What people see is printed by the command itself. The jars of all programs lie in one folder: without this,
        // the controller's
        // way to log would be set up first, for nobody.
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        Set<Stream> terminals = terminals();
        Terminal terminal = new Terminal(
                new PrintWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), UTF_8), false),
                new PrintWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), UTF_8), true),
                new BufferedReader(new InputStreamReader(new FileInputStream(FileDescriptor.in), UTF_8)),
                // A question can be seen, with the plan it is about, and answered.
                terminals.equals(EnumSet.allOf(Stream.class)) ? Kind.INTERACTIVE : Kind.PLAIN,
                Screen.of(System.getenv(), terminals, RestoreMain::measured));
        Farewell farewell = new Farewell();
        Runtime.getRuntime().addShutdownHook(new Thread(farewell::say));
        Surroundings surroundings = new Surroundings(
                terminal,
                new FileOutputStream(FileDescriptor.out),
                System.getenv(),
                Clock.system(ZoneId.systemDefault()),
                time -> Thread.sleep(time.toMillis()),
                farewell);
        int exitCode = RestoreCommand.in(surroundings, args).execute(args);
        terminal.out().flush();
        terminal.err().flush();
        System.exit(exitCode);
    }

    /** The launcher knows which streams are terminals. Without it there is Java's console, which is there if the first two are. */
    // From JDK 22 on there is always a console, unless this property asks for the one of before.
    @SuppressWarnings("SystemConsoleNull")
    private static Set<Stream> terminals() {
        String told = System.getProperty("holdfast.terminals");
        if (told == null) {
            System.setProperty("jdk.console", "java.base");
            return System.console() == null ? EnumSet.noneOf(Stream.class) : EnumSet.allOf(Stream.class);
        }
        Set<Stream> terminals = EnumSet.noneOf(Stream.class);
        for (Stream stream : Stream.values()) {
            if (told.contains(stream.name().toLowerCase(Locale.ROOT))) {
                terminals.add(stream);
            }
        }
        return terminals;
    }

    /** By stty, which is where terminals are. */
    private static int measured() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), UTF_8).strip();
            return SIZE.matcher(size).matches() ? Integer.parseInt(size.substring(size.indexOf(' ') + 1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
