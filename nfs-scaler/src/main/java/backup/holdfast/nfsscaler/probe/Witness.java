package backup.holdfast.nfsscaler.probe;

import java.time.Duration;
import java.util.Optional;

/** Says whether it is we who lost the network. Asked only when a server did not answer. */
public interface Witness {

    /**
     * Why we count as cut off, in a few words; empty if we are not.
     *
     * @param limit the answer is wanted within this time
     */
    Optional<String> cutOff(Duration limit);
}
