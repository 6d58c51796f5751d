package backup.holdfast.bench.sync;

import static java.util.Objects.requireNonNull;

import backup.holdfast.bench.measure.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK on this machine and its release, such as 25. */
record Jdk(Path home, int release) {
    /** The first that makes AOT caches in one step. */
    static final int FIRST_WITH_AOT_CACHE = 25;

    private static final int OLDEST = 17;
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)[^\"]*\"");

    Path java() {
        return home.resolve("bin").resolve("java");
    }

    /** The one this process runs on. */
    static Jdk running() {
        return new Jdk(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /** One of each release Holdfast runs on: the running one, those named, those installed beside the running one. */
    static List<Jdk> find(Path running, List<Path> named) {
        List<Path> homes = new ArrayList<>(named);
        homes.add(running);
        try (Stream<Path> siblings =
                Files.list(requireNonNull(running.toRealPath().getParent(), "a JDK is in a folder"))) {
            siblings.sorted().forEach(homes::add);
        } catch (IOException e) {
            throw new BenchException("cannot look for JDKs beside " + running, e);
        }
        Map<Integer, Jdk> found = new TreeMap<>();
        for (Path home : homes) {
            at(home).filter(jdk -> jdk.release() >= OLDEST).ifPresent(jdk -> found.putIfAbsent(jdk.release(), jdk));
        }
        return List.copyOf(found.values());
    }

    private static Optional<Jdk> at(Path home) {
        Path described = home.resolve("release");
        if (!Files.isRegularFile(described)
                || !Files.isExecutable(home.resolve("bin").resolve("java"))) {
            return Optional.empty();
        }
        try {
            return release(Files.readString(described)).map(release -> new Jdk(home, release));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** By the text of the file {@code release} of a JDK. */
    static Optional<Integer> release(String text) {
        Matcher matcher = VERSION.matcher(text);
        return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }
}
