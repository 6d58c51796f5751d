package backup.holdfast.replication.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** One sealed part of an answer: its number and what it carries are sealed with it, so that none can be left out or take another's place. */
final class Frame {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int TAG_BITS = 128;
    private static final int NONCE_BYTES = 12;

    private Frame() {}

    static byte[] seal(SecretKey key, int number, Part part, byte[] plain) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, number, part).doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal", e);
        }
    }

    static byte[] open(SecretKey key, int number, Part part, byte[] sealed) throws GeneralSecurityException {
        return cipher(Cipher.DECRYPT_MODE, key, number, part).doFinal(sealed);
    }

    /** A key seals one answer, and a number is used once: so the number may be the nonce. */
    private static Cipher cipher(int mode, SecretKey key, int number, Part part) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putInt(number).array();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(part.name().getBytes(UTF_8));
        return cipher;
    }
}
