package backup.holdfast.bench.sync;

import backup.holdfast.replication.mover.MoverMain;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A way to start the mover's process.
 *
 * @param aotCache JDK 25's ahead-of-time cache, if one could be made
 */
record MoverJvm(Jdk jdk, Optional<Path> aotCache) {
    /** As the shipped image starts it. */
    private static final List<String> FLAGS =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx64m");

    /** What the mover needs of this process's class path; the image holds no more. */
    private static final Pattern NEEDED =
            Pattern.compile("holdfast-(restic|replication)-.*\\.jar|jackson-core-2.*\\.jar");

    private static final Pattern NEEDED_FOLDER = Pattern.compile(".*/(restic|replication)/target/classes/?");

    String name() {
        return "JDK " + jdk.release() + (aotCache.isPresent() ? " with AOT cache" : "");
    }

    /** The command line, with these options of the JVM's before the others. */
    List<String> command(String... more) {
        List<String> command = new ArrayList<>(List.of(jdk.java().toString()));
        command.addAll(List.of(more));
        aotCache.ifPresent(cache -> command.add("-XX:AOTCache=" + cache));
        command.addAll(FLAGS);
        command.addAll(List.of("-cp", classpath(System.getProperty("java.class.path")), MoverMain.class.getName()));
        return command;
    }

    static String classpath(String own) {
        return String.join(
                File.pathSeparator,
                Arrays.stream(own.split(File.pathSeparator, -1))
                        .filter(MoverJvm::isNeeded)
                        .toList());
    }

    private static boolean isNeeded(String entry) {
        String name = entry.substring(entry.lastIndexOf('/') + 1);
        return NEEDED.matcher(name).matches() || NEEDED_FOLDER.matcher(entry).matches();
    }
}
