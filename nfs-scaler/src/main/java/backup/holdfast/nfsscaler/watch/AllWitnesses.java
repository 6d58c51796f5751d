package backup.holdfast.nfsscaler.watch;

import backup.holdfast.nfsscaler.probe.Witness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Several witnesses, each of which can say that we are cut off. They share the time. */
record AllWitnesses(List<Witness> witnesses) implements Witness {

    AllWitnesses {
        witnesses = List.copyOf(witnesses);
    }

    @Override
    public Optional<String> cutOff(Duration limit) {
        Duration share = limit.dividedBy(witnesses.size());
        for (Witness witness : witnesses) {
            Optional<String> cutOff = witness.cutOff(share);
            if (cutOff.isPresent()) {
                return cutOff;
            }
        }
        return Optional.empty();
    }
}
