package backup.holdfast.restic.process;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Which process a run was, so that it can later be proven ended although its number may have been given away again.
 *
 * @param pid the process number
 * @param startedAt when it started; for people to read, since clock changes move it
 * @param bootMark the kernel's own start mark (boot and ticks since), compared exactly; empty where the system has none or the
 *     process was gone before it could be read
 */
public record ProcessIdentity(long pid, Instant startedAt, String bootMark) {

    public ProcessIdentity {
        requireNonNull(startedAt, "startedAt is null");
        requireNonNull(bootMark, "bootMark is null");
    }
}
