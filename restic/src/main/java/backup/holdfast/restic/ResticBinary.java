package backup.holdfast.restic;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.process.ProcessLauncher;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A restic that can be used.
 *
 * @param path absolute
 * @param features the feature flags this build knows; restic refuses to start when told of any other
 */
public record ResticBinary(Path path, ResticVersion version, SortedSet<String> features) {

    /** Keeps directories unchanged when a volume comes back under another device number, as point-in-time copies do. */
    public static final String DEVICE_ID_FOR_HARDLINKS = "device-id-for-hardlinks";

    public ResticBinary {
        requireNonNull(version, "version is null");
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("the path of restic is not absolute: " + path);
        }
        features = Collections.unmodifiableSortedSet(new TreeSet<>(features));
    }

    public ResticBinary(Path path, ResticVersion version, Set<String> features) {
        this(path, version, new TreeSet<>(features));
    }

    /** Asks the file at {@code path} what it is, unless that is remembered. Starts two short processes. */
    public static BinaryInspection inspect(Path path, ProcessLauncher launcher, InspectionMemory memory) {
        return new BinaryInspector(launcher, memory).inspect(path);
    }

    /** Asks the first executable named restic on {@code searchPath}, which has the form of the variable {@code PATH}. */
    public static BinaryInspection find(String searchPath, ProcessLauncher launcher, InspectionMemory memory) {
        return new BinaryInspector(launcher, memory).find(searchPath);
    }

    public boolean knows(String feature) {
        return features.contains(feature);
    }
}
