package backup.holdfast.controller.mover.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * One of {@code moverVolumes}: its name in the pod and its path in the container.
 *
 * @param volume VolSync's, {@code u-} and the path with dashes, where that is a name a volume can have
 */
record MoverVolumeName(String volume, String path) {
    private static final Path FOLDER = Path.of("/mnt");
    private static final int MAX = 63;

    static MoverVolumeName of(String mountPath) {
        Path path = Path.of(FOLDER + "/" + mountPath).normalize();
        if (!path.startsWith(FOLDER) || path.equals(FOLDER)) {
            throw MoverVolumes.refused("spec.restic.moverVolumes: \"" + mountPath
                    + "\" is no mountPath. Write a name or a path below /mnt, such as repository");
        }
        return new MoverVolumeName(name(FOLDER.relativize(path).toString()), path.toString());
    }

    private static String name(String relative) {
        String plain = "u-" + relative.replace('/', '-');
        String allowed = plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
        if (allowed.equals(plain) && plain.length() <= MAX && !plain.endsWith("-")) {
            return plain;
        }
        CRC32 checksum = new CRC32();
        checksum.update(relative.getBytes(UTF_8));
        String end = "-" + HexFormat.of().toHexDigits((int) checksum.getValue());
        return allowed.substring(0, Math.min(allowed.length(), MAX - end.length())) + end;
    }
}
