package backup.holdfast.replication.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** One side's key pair: the recipient's for one question, the sender's for one answer. */
public final class SealKeys {
    private static final String CURVE = "X25519";
    private static final String DIGEST = "HmacSHA256";

    private final KeyPair pair;

    private SealKeys(KeyPair pair) {
        this.pair = pair;
    }

    public static SealKeys generate() {
        try {
            return new SealKeys(KeyPairGenerator.getInstance(CURVE).generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + CURVE, e);
        }
    }

    /** The public half, for the other side. */
    public String publicKey() {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    /**
     * The key both sides come to, by HKDF (RFC 5869, with no salt and one block) over what X25519 agrees on.
     *
     * @param sender the sender's public key, part of what the key is made from
     * @param context what the answer belongs to: one that is moved elsewhere can't be opened
     * @throws IllegalArgumentException when {@code other} is no public key
     */
    SecretKey agree(String other, String sender, String context) {
        requireNonNull(context, "context is null");
        try {
            KeyAgreement agreement = KeyAgreement.getInstance(CURVE);
            agreement.init(pair.getPrivate());
            agreement.doPhase(decode(other), true);
            byte[] extracted = mac(new byte[32], agreement.generateSecret());
            byte[] expanded = mac(extracted, ("holdfast look\n" + sender + "\n" + context + "\u0001").getBytes(UTF_8));
            return new SecretKeySpec(expanded, "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a public key for " + CURVE, e);
        }
    }

    private static PublicKey decode(String text) throws GeneralSecurityException {
        return KeyFactory.getInstance(CURVE)
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(text)));
    }

    private static byte[] mac(byte[] key, byte[] data) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(DIGEST);
        mac.init(new SecretKeySpec(key, DIGEST));
        return mac.doFinal(data);
    }
}
