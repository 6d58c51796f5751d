package backup.holdfast.replication.mover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import backup.holdfast.replication.plan.RestorePlan;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What a volume held when a restore first wrote to it. It is kept beside restic's cache from one attempt to the next: in the volume,
 * what a killed attempt has left looks like what was there before. As hashes: a volume has more files than a mover has memory.
 */
final class VolumeBefore {
    private static final String FILE = "holdfast/restoring";

    private final Path file;
    private final Path volume;
    private final byte[] key;

    private VolumeBefore(Path file, Path volume, byte[] key) {
        this.file = file;
        this.volume = volume;
        this.key = key;
    }

    /** Of all attempts at one sync into one volume. */
    static VolumeBefore of(RestorePlan plan) {
        return new VolumeBefore(
                plan.workspace().cache().resolve(FILE),
                plan.workspace().data(),
                digest(plan.runId().sync() + "\n" + plan.volumeId()));
    }

    /** The entries of a volume: of each a hash of its path, and one of its path and time. */
    static final class Entries {
        private final long[] hashes;

        private Entries(long[] hashes) {
            this.hashes = hashes;
        }

        boolean isEmpty() {
            return hashes.length == 0;
        }

        /** @param path in the volume */
        boolean had(String path) {
            return Arrays.binarySearch(hashes, hash(path)) >= 0;
        }

        /** Whether it is as it was then. */
        boolean had(String path, FileTime modified) {
            return Arrays.binarySearch(hashes, hash(path, modified)) >= 0;
        }
    }

    /** Nothing where this is the first attempt, as far as is known. */
    Optional<Entries> recall() {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            byte[] found = new byte[key.length];
            if (bytes.remaining() < found.length || bytes.get(found).remaining() % Long.BYTES != 0) {
                return Optional.empty();
            }
            long[] hashes = new long[bytes.remaining() / Long.BYTES];
            bytes.asLongBuffer().get(hashes);
            return Arrays.equals(key, found) ? Optional.of(new Entries(hashes)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** From now on, what is in the volume beside it comes from the restore. On the disk in one step, or not at all. */
    void keep() throws IOException {
        long[] hashes = hashes();
        Files.createDirectories(requireNonNull(file.getParent()));
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            OutputStream buffered = new BufferedOutputStream(Channels.newOutputStream(channel));
            DataOutputStream out = new DataOutputStream(buffered);
            out.write(key);
            for (long hash : hashes) {
                out.writeLong(hash);
            }
            out.flush();
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The restore is through. */
    void drop() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It is of this sync alone, which does not come again.
        }
    }

    private long[] hashes() throws IOException {
        LongStream.Builder all = LongStream.builder();
        Files.walkFileTree(volume, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                if (folder.equals(volume)) {
                    return FileVisitResult.CONTINUE;
                }
                if (folder.equals(volume.resolve(Volume.LOST_AND_FOUND))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return add(folder, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path entry, BasicFileAttributes attributes) {
                return add(entry, attributes);
            }

            /** What this user may not look into, this user's restore does not write to. */
            @Override
            public FileVisitResult visitFileFailed(Path entry, IOException failure) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
                return FileVisitResult.CONTINUE;
            }

            private FileVisitResult add(Path entry, BasicFileAttributes attributes) {
                String path = "/" + volume.relativize(entry);
                all.add(hash(path));
                all.add(hash(path, attributes.lastModifiedTime()));
                return FileVisitResult.CONTINUE;
            }
        });
        return all.build().sorted().toArray();
    }

    private static long hash(String path) {
        return ByteBuffer.wrap(digest(path)).getLong();
    }

    private static long hash(String path, FileTime modified) {
        return ByteBuffer.wrap(digest(path + "\n" + modified.toInstant())).getLong();
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
