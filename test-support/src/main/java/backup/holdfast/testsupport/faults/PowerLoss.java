package backup.holdfast.testsupport.faults;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What a machine that lost its power leaves of the files it wrote last, as none was forced to the disk: gone, empty, cut short, with zeros where
 * data should be, or whole by luck. Killing processes does not show that: what they wrote stays with the kernel.
 */
public final class PowerLoss {
    /** A kernel keeps what was written for about so long before it writes it out. */
    private static final Duration IN_MEMORY = Duration.ofSeconds(30);

    private final Random random;

    /** What becomes of one file. */
    private enum Fate {
        WHOLE,
        GONE,
        EMPTY,
        CUT_SHORT,
        ZEROS
    }

    public PowerLoss(Random random) {
        this.random = requireNonNull(random, "random is null");
    }

    /** Strikes all files below a folder that were written within the last half minute, or since. */
    public void strike(Path folder) throws IOException {
        strike(folder, Instant.now().minus(IN_MEMORY));
    }

    /** Strikes all files below a folder that were written at that time or later. */
    public void strike(Path folder, Instant since) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            FileTime written = Files.getLastModifiedTime(file);
            if (!written.toInstant().isBefore(since)) {
                strikeFile(file, written);
            }
        }
    }

    private void strikeFile(Path file, FileTime written) throws IOException {
        long size = Files.size(file);
        Fate fate = Fate.values()[random.nextInt(Fate.values().length)];
        long from = size == 0 ? 0 : random.nextLong(size);
        switch (fate) {
            case WHOLE -> {}
            case GONE -> Files.delete(file);
            case EMPTY -> cut(file, 0, 0);
            case CUT_SHORT -> cut(file, from, from);
            case ZEROS -> cut(file, from, size);
        }
        if (fate != Fate.GONE) {
            Files.setLastModifiedTime(file, written);
        }
    }

    /** What was beyond {@code end} of a file that is made longer reads as zeros. */
    private static void cut(Path file, long kept, long end) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(kept);
            if (end > kept) {
                channel.position(end - 1);
                channel.write(ByteBuffer.wrap(new byte[1]));
            }
        }
    }
}
