package backup.holdfast.testsupport.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A program called {@code frob} that prints its version. */
final class FakeTool {

    static final String NAME = "frob";

    private FakeTool() {}

    static String script(String version) {
        return "#!/bin/sh\necho frob " + version + "\n";
    }

    static Path writeTo(Path folder, String version) throws IOException {
        Path script = Files.writeString(Files.createDirectories(folder).resolve(NAME), script(version));
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static ToolSpec spec(ReleaseArchive... releases) {
        return new ToolSpec(
                NAME,
                List.of("version"),
                Pattern.compile("frob (\\S+)"),
                VersionRange.of("1.2.0", "1.4"),
                List.of(releases),
                Optional.empty());
    }
}
