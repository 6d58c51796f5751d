package backup.holdfast.restic;

import backup.holdfast.restic.command.ResticCommand;
import backup.holdfast.restic.event.EventDecoder;
import backup.holdfast.restic.process.ProcessLauncher;
import backup.holdfast.restic.result.ResticResult;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds out whether a file is a restic we can use. */
final class BinaryInspector {

    private static final RunControl CONTROL = RunControl.deadline(Duration.ofSeconds(20));
    private static final int MAX_ANSWER = 200;

    /** A row of the table: name, stage, default. */
    private static final Pattern FEATURE =
            Pattern.compile("^([a-z0-9-]+) +(alpha|beta|stable|deprecated) +(true|false)\\b.*");

    private final ProcessLauncher launcher;
    private final InspectionMemory memory;

    BinaryInspector(ProcessLauncher launcher, InspectionMemory memory) {
        this.launcher = launcher;
        this.memory = memory;
    }

    BinaryInspection inspect(Path path) {
        Path binary = path.toAbsolutePath();
        if (!Files.exists(binary)) {
            return new BinaryInspection.Absent(binary.toString());
        }
        if (Files.isDirectory(binary) || !Files.isExecutable(binary)) {
            return new BinaryInspection.NotExecutable(binary);
        }
        Optional<FileIdentity> file = FileIdentity.of(binary);
        Optional<ResticBinary> known = file.isPresent() ? memory.recall(file.get()) : Optional.empty();
        if (known.isPresent()) {
            return new BinaryInspection.Usable(known.get());
        }
        BinaryInspection found = ask(binary);
        if (file.isPresent() && found instanceof BinaryInspection.Usable usable) {
            memory.keep(file.get(), usable.binary());
        }
        return found;
    }

    private BinaryInspection ask(Path binary) {
        ResticResult<List<String>> answer = lines(binary, ResticCommand.version());
        Optional<ResticVersion> version = answer.reported().flatMap(BinaryInspector::version);
        if (version.isEmpty()) {
            return new BinaryInspection.NotRestic(binary, describe(answer));
        }
        if (!version.get().isAtLeast(ResticVersion.MINIMUM)) {
            return new BinaryInspection.TooOld(binary, version.get());
        }
        return new BinaryInspection.Usable(new ResticBinary(binary, version.get(), features(binary)));
    }

    BinaryInspection find(String searchPath) {
        return Arrays.stream(searchPath.split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "restic"))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .map(this::inspect)
                .orElseGet(() -> new BinaryInspection.Absent(searchPath));
    }

    private Set<String> features(Path binary) {
        return lines(binary, ResticCommand.features()).reported().orElse(List.of()).stream()
                .map(FEATURE::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** restic says {"version":"0.19.1",...}, before 0.17 "restic 0.14.0 compiled with ..." whatever the options. */
    private static Optional<ResticVersion> version(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("restic ") || line.contains("\"version\""))
                .findFirst()
                .flatMap(ResticVersion::parse);
    }

    private ResticResult<List<String>> lines(Path binary, ResticCommand command) {
        return new ResticRunner(binary, launcher)
                .run(command, EventDecoder.OTHER, new LinesAnswer<>(line -> true, List::copyOf), CONTROL);
    }

    private static String describe(ResticResult<List<String>> answer) {
        String said = answer.reported().orElse(List.of()).stream().limit(1).collect(Collectors.joining());
        String text = said.isBlank() ? answer.report().stderrTail() : said;
        String shown = text.isBlank() ? "it said nothing" : "it said: " + text;
        return shown.length() <= MAX_ANSWER ? shown : shown.substring(0, MAX_ANSWER) + "…";
    }
}
