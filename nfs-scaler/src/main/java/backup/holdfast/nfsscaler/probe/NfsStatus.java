package backup.holdfast.nfsscaler.probe;

import java.util.Map;

/**
 * A status of NFS 3, of NFS 4 or of the mount service, which share their numbers (RFC 1813 sections 2.6 and 5.1.5, RFC 7530 section 13.1).
 */
record NfsStatus(int code) {

    static final int OK = 0;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "PERM"),
            Map.entry(2, "NOENT"),
            Map.entry(5, "IO"),
            Map.entry(13, "ACCESS"),
            Map.entry(20, "NOTDIR"),
            Map.entry(22, "INVAL"),
            Map.entry(63, "NAMETOOLONG"),
            Map.entry(70, "STALE"),
            Map.entry(10_001, "BADHANDLE"),
            Map.entry(10_004, "NOTSUPP"),
            Map.entry(10_006, "SERVERFAULT"),
            Map.entry(10_008, "DELAY"),
            Map.entry(10_013, "GRACE"),
            Map.entry(10_016, "WRONGSEC"),
            Map.entry(10_018, "RESOURCE"),
            Map.entry(10_021, "MINOR_VERS_MISMATCH"),
            Map.entry(10_029, "SYMLINK"));

    /** What it says of an export. Only what would be said to every client alike counts as missing. */
    ExportState state() {
        return switch (code) {
            case OK -> ExportState.PRESENT;
            case 2, 20, 70 -> ExportState.MISSING;
            default -> ExportState.NOT_CHECKED;
        };
    }

    /** Whether it is us the server does not like. */
    boolean isRefusal() {
        return code == 1 || code == 13;
    }

    /** Its name without prefix, or its number if it has none here. */
    String words() {
        return code == OK ? "found" : NAMES.getOrDefault(code, "status " + Integer.toUnsignedString(code));
    }
}
