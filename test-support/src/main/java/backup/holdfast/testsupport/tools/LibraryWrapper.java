package backup.holdfast.testsupport.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;

/** Starts an unpacked program with the libraries that were unpacked beside it. It finds them wherever the folder is moved. */
final class LibraryWrapper {

    private static final String NAME = "with-libraries";

    private LibraryWrapper() {}

    static Path write(Path folder, DebianPackage debian, Platform platform) throws IOException {
        String libraries = debian.libraryFolders().stream()
                .map(path -> "$home/" + path.replace("{triplet}", platform.triplet()))
                .collect(Collectors.joining(":"));
        Path wrapper = Files.writeString(folder.resolve(NAME), """
                #!/bin/sh
                home=$(dirname "$(readlink -f "$0")")
                LD_LIBRARY_PATH="%s" exec "$home/%s" "$@"
                """.formatted(libraries, debian.executable()));
        return Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
