package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Where a Debian archive has the program.
 *
 * @param suites suites to try, in this order; the version is not promised by the suite but read from the program
 * @param packages all that is unpacked: the program's package and any it cannot run without
 * @param executable the program's path inside the unpacked packages, such as {@code usr/bin/restic}
 */
public record DebianPackage(List<String> suites, List<String> packages, String executable) {

    public DebianPackage {
        suites = List.copyOf(suites);
        packages = List.copyOf(packages);
        requireNonNull(executable, "executable is null");
    }
}
