package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a container image is to the test kubelet: a command of this machine, and files that the container sees below {@code /image}. The host's
 * programs ({@code /usr}, {@code /etc} and so on) are there too, but not its {@code /tmp}, {@code /root}, {@code /home} and {@code /var}.
 *
 * @param entrypoint what runs unless the container says {@code command}; the container's {@code args} follow it
 * @param environment what the container's own variables are added to
 * @param files by where they are below {@code /image}: files, or folders with all that is in them
 */
public record ContainerImage(List<String> entrypoint, Map<String, String> environment, Map<String, Path> files) {

    static final String FOLDER = "/image";

    private static final String PATH = FOLDER + "/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public ContainerImage {
        entrypoint = List.copyOf(entrypoint);
        environment = Map.copyOf(environment);
        files = Map.copyOf(files);
    }

    /** Runs a command of this machine, such as {@code sh -c ...}. */
    public static ContainerImage command(String... entrypoint) {
        return new ContainerImage(List.of(entrypoint), Map.of("PATH", PATH), Map.of());
    }

    /** Does nothing until it is told to end, as an application that merely uses its volume. */
    public static ContainerImage idle() {
        return command("sh", "-c", "trap 'exit 0' TERM; sleep infinity & wait");
    }

    /** Runs a class of this JVM's class path with this JVM's Java. The container's {@code args} come after the arguments. */
    public static ContainerImage java(List<String> options, String mainClass, String... arguments) {
        Map<String, Path> files = new TreeMap<>();
        files.put("jdk", Path.of(System.getProperty("java.home")));
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path file = Path.of(entry).toAbsolutePath();
            if (Files.exists(file)) {
                String name = String.format("lib/%03d-%s", classPath.size(), file.getFileName());
                files.put(name, file);
                classPath.add(FOLDER + "/" + name);
            }
        }
        List<String> command = new ArrayList<>(List.of(FOLDER + "/jdk/bin/java"));
        command.addAll(options);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), mainClass));
        command.addAll(List.of(arguments));
        return new ContainerImage(command, Map.of("PATH", PATH), files);
    }

    /** With this variable, unless the container sets it itself. */
    public ContainerImage withVariable(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new ContainerImage(entrypoint, more, files);
    }

    /** With this file or folder at {@code /image/<name>}. */
    public ContainerImage withFile(String name, Path file) {
        requireNonNull(file, "file is null");
        if (name.startsWith("/") || name.contains("..")) {
            throw new IllegalArgumentException("not a name below " + FOLDER + ": " + name);
        }
        Map<String, Path> more = new LinkedHashMap<>(files);
        more.put(name, file);
        return new ContainerImage(entrypoint, environment, more);
    }

    /** With this program under this name on the {@code PATH}. */
    public ContainerImage withProgram(String name, Path program) {
        return withFile("bin/" + name, program);
    }

    /** With what it runs as a program of this name, too, for containers that say so. The program is written into this folder. */
    public ContainerImage withEntrypointAs(String name, Path folder) throws IOException {
        Path program =
                Files.writeString(folder.resolve(name), "#!/bin/sh\nexec " + String.join(" ", entrypoint) + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return withProgram(name, program);
    }

    /** What the container runs. */
    List<String> commandLine(Optional<List<String>> command, List<String> arguments) {
        List<String> line = new ArrayList<>(command.orElse(entrypoint));
        line.addAll(arguments);
        return line;
    }
}
