package backup.holdfast.testsupport.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** scrypt (RFC 7914) with its cheapest parameters, so that a restic process starts in milliseconds: for tests alone. */
final class CheapScrypt {

    static final int N = 2;
    static final int R = 1;
    static final int P = 1;

    private CheapScrypt() {}

    static byte[] stretch(byte[] password, byte[] salt, int length) {
        int[] block = ints(pbkdf2(password, salt, 128 * R));
        int[][] memory = new int[N][];
        for (int i = 0; i < N; i++) {
            memory[i] = block.clone();
            block = mix(block);
        }
        for (int i = 0; i < N; i++) {
            int[] chosen = memory[block[16 * (2 * R - 1)] & (N - 1)];
            for (int k = 0; k < block.length; k++) {
                block[k] ^= chosen[k];
            }
            block = mix(block);
        }
        return pbkdf2(password, bytes(block), length);
    }

    /** For R = 1: two Salsa blocks, each fed with the one before. */
    private static int[] mix(int[] block) {
        int[] mixed = new int[block.length];
        int[] x = new int[16];
        System.arraycopy(block, 16, x, 0, 16);
        for (int half = 0; half < 2; half++) {
            for (int k = 0; k < 16; k++) {
                x[k] ^= block[16 * half + k];
            }
            x = salsa8(x);
            System.arraycopy(x, 0, mixed, 16 * half, 16);
        }
        return mixed;
    }

    private static int[] salsa8(int[] in) {
        int[] x = in.clone();
        for (int round = 0; round < 4; round++) {
            quarter(x, 0, 4, 8, 12);
            quarter(x, 5, 9, 13, 1);
            quarter(x, 10, 14, 2, 6);
            quarter(x, 15, 3, 7, 11);
            quarter(x, 0, 1, 2, 3);
            quarter(x, 5, 6, 7, 4);
            quarter(x, 10, 11, 8, 9);
            quarter(x, 15, 12, 13, 14);
        }
        for (int k = 0; k < 16; k++) {
            x[k] += in[k];
        }
        return x;
    }

    private static void quarter(int[] x, int a, int b, int c, int d) {
        x[b] ^= Integer.rotateLeft(x[a] + x[d], 7);
        x[c] ^= Integer.rotateLeft(x[b] + x[a], 9);
        x[d] ^= Integer.rotateLeft(x[c] + x[b], 13);
        x[a] ^= Integer.rotateLeft(x[d] + x[c], 18);
    }

    /** One iteration, as scrypt asks for. */
    private static byte[] pbkdf2(byte[] password, byte[] salt, int length) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(password, "HmacSHA256"));
            ByteBuffer out = ByteBuffer.allocate(length);
            for (int block = 1; out.hasRemaining(); block++) {
                hmac.update(salt);
                byte[] digest =
                        hmac.doFinal(ByteBuffer.allocate(4).putInt(block).array());
                out.put(digest, 0, Math.min(digest.length, out.remaining()));
            }
            return out.array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int[] ints(byte[] bytes) {
        int[] ints = new int[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(ints);
        return ints;
    }

    private static byte[] bytes(int[] ints) {
        ByteBuffer buffer = ByteBuffer.allocate(ints.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asIntBuffer().put(ints);
        return buffer.array();
    }
}
