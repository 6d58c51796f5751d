package backup.holdfast.testsupport.files;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The encryption of a restic repository's files: AES-256 in counter mode, then Poly1305-AES over the ciphertext. Reference
 * code for tests, in no hurry and with no care for side channels.
 */
final class RepositoryCipher {

    private static final BigInteger PRIME = BigInteger.TWO.pow(130).subtract(BigInteger.valueOf(5));
    private static final BigInteger CLAMP = new BigInteger("0ffffffc0ffffffc0ffffffc0fffffff", 16);

    private final byte[] encrypt;
    private final byte[] macK;
    private final byte[] macR;

    private RepositoryCipher(byte[] encrypt, byte[] macK, byte[] macR) {
        this.encrypt = encrypt;
        this.macK = macK;
        this.macR = macR;
    }

    static RepositoryCipher random(Random random) {
        return new RepositoryCipher(bytes(random, 32), bytes(random, 16), bytes(random, 16));
    }

    /** From the 64 bytes a password is stretched to. */
    static RepositoryCipher of(byte[] stretched) {
        return new RepositoryCipher(
                Arrays.copyOf(stretched, 32),
                Arrays.copyOfRange(stretched, 32, 48),
                Arrays.copyOfRange(stretched, 48, 64));
    }

    byte[] encrypt() {
        return encrypt.clone();
    }

    byte[] macK() {
        return macK.clone();
    }

    byte[] macR() {
        return macR.clone();
    }

    /** Nonce, ciphertext, authentication code. */
    byte[] seal(byte[] plain, Random random) {
        try {
            byte[] nonce = bytes(random, 16);
            Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(encrypt, "AES"), new IvParameterSpec(nonce));
            byte[] sealed = aes.doFinal(plain);
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.writeBytes(nonce);
            file.writeBytes(sealed);
            file.writeBytes(mac(sealed, nonce));
            return file.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] mac(byte[] message, byte[] nonce) throws GeneralSecurityException {
        Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
        aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(macK, "AES"));
        BigInteger pad = littleEndian(aes.doFinal(nonce));
        BigInteger r = littleEndian(macR).and(CLAMP);
        BigInteger sum = BigInteger.ZERO;
        for (int at = 0; at < message.length; at += 16) {
            byte[] block = Arrays.copyOfRange(message, at, Math.min(message.length, at + 16));
            BigInteger value = littleEndian(block).setBit(8 * block.length);
            sum = sum.add(value).multiply(r).mod(PRIME);
        }
        byte[] big = sum.add(pad).mod(BigInteger.TWO.pow(128)).toByteArray();
        byte[] little = new byte[16];
        for (int i = 0; i < Math.min(16, big.length); i++) {
            little[i] = big[big.length - 1 - i];
        }
        return little;
    }

    private static BigInteger littleEndian(byte[] bytes) {
        ByteBuffer reversed = ByteBuffer.allocate(bytes.length);
        for (int i = bytes.length - 1; i >= 0; i--) {
            reversed.put(bytes[i]);
        }
        return new BigInteger(1, reversed.array());
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
