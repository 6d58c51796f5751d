package backup.holdfast.testsupport.tools;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/** Operating system and processor, in the words Go projects use for their release files. */
public record Platform(String os, String architecture) {

    public Platform {
        requireNonNull(os, "os is null");
        requireNonNull(architecture, "architecture is null");
    }

    /** The machine this JVM runs on. */
    public static Platform current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Platform of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String architecture = osArch.toLowerCase(Locale.ROOT);
        return new Platform(
                os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : os,
                switch (architecture) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    default -> architecture;
                });
    }

    /** What Debian calls the folder of this platform's libraries. */
    public String triplet() {
        return switch (architecture) {
            case "amd64" -> "x86_64-linux-gnu";
            case "arm64" -> "aarch64-linux-gnu";
            default -> architecture + "-linux-gnu";
        };
    }

    @Override
    public String toString() {
        return os + "/" + architecture;
    }
}
