package backup.holdfast.restic;

import java.util.Optional;

/**
 * What files turned out to be, from one process to the next: to ask restic for its version and features is two processes more.
 * Whatever goes wrong with it, restic is asked.
 */
public interface InspectionMemory {
    /** Remembers nothing: restic is asked every time. */
    InspectionMemory NONE = new InspectionMemory() {
        @Override
        public Optional<ResticBinary> recall(FileIdentity file) {
            return Optional.empty();
        }

        @Override
        public void keep(FileIdentity file, ResticBinary binary) {}
    };

    /** The binary this very file was found to be. */
    Optional<ResticBinary> recall(FileIdentity file);

    /** Only for a binary that can be used: what is wrong with another may have been mended by the next time. */
    void keep(FileIdentity file, ResticBinary binary);
}
