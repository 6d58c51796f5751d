package backup.holdfast.replication.schedule;

import java.nio.charset.StandardCharsets;

/**
 * A number that depends on its input alone, in every JVM and every release: what was spread out by it stays where it is.
 * FNV-1a over the parts, then a mix of the bits so that alike inputs land far apart.
 */
public record StableHash(long bits) {

    public static StableHash of(Object... parts) {
        long hash = 0xcbf29ce484222325L;
        for (Object part : parts) {
            for (byte b : part.toString().getBytes(StandardCharsets.UTF_8)) {
                hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
            }
            // Closes the part: ("ab", "c") and ("a", "bc") differ.
            hash = (hash ^ 0x1f) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        return new StableHash(hash ^ (hash >>> 31));
    }

    /** A number in {@code [0, bound)}; 0 where there is no room. */
    public long below(long bound) {
        return bound <= 0 ? 0 : Long.remainderUnsigned(bits, bound);
    }
}
