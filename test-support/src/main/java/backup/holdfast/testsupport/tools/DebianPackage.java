package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Where a Debian archive has the program.
 *
 * @param suites suites to try, in this order; the version is not promised by the suite but read from the program
 * @param packages all that is unpacked: the program's package and any it cannot run without
 * @param executable the program's path inside the unpacked packages, such as {@code usr/bin/restic}
 * @param libraryFolders where its shared libraries are inside the unpacked packages; {@code {triplet}} stands for the platform's folder.
 *     Empty for a program that needs none but the system's
 */
public record DebianPackage(
        List<String> suites, List<String> packages, String executable, List<String> libraryFolders) {

    public DebianPackage {
        suites = List.copyOf(suites);
        packages = List.copyOf(packages);
        requireNonNull(executable, "executable is null");
        libraryFolders = List.copyOf(libraryFolders);
    }

    /** One package with a program that brings all it needs. */
    static DebianPackage selfContained(List<String> suites, String name, String executable) {
        return new DebianPackage(suites, List.of(name), executable, List.of());
    }
}
