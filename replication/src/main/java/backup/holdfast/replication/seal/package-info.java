/**
 * Answers that only whoever asked can read, although they pass through the log of a pod: X25519 and AES-256-GCM of the JDK. A new key pair
 * for each question, kept nowhere.
 */
@NullMarked
package backup.holdfast.replication.seal;

import org.jspecify.annotations.NullMarked;
