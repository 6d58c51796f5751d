package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

/** Asks a program for its version by running it: the only proof that it runs on this machine. */
final class VersionProbe {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final CommandRunner commands;

    VersionProbe(Path folder) {
        this.commands = new CommandRunner(requireNonNull(folder, "folder is null"), LIMIT);
    }

    /** The version, if it is one that will do; otherwise an exception that says why not. */
    ToolVersion acceptedVersion(ToolSpec spec, Path executable) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(executable.toString());
        command.addAll(spec.versionArguments());
        String output = commands.run(command);
        Matcher matcher = spec.versionPattern().matcher(output);
        if (!matcher.find()) {
            throw new IOException(executable + " does not say its version");
        }
        ToolVersion version = ToolVersion.parse(matcher.group(1));
        if (!spec.accepted().contains(version)) {
            throw new IOException(executable + " is " + version);
        }
        return version;
    }
}
