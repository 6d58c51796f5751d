package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.nfs.NamedServer;
import backup.holdfast.nfsscaler.decide.Need;
import backup.holdfast.nfsscaler.settings.ScalerSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a pass is made with.
 *
 * @param servers as mounts may call them
 * @param needs by the server's name
 * @param addressesOf what a host resolves to
 */
public record PassRequest(
        ScalerSettings settings,
        List<NamedServer> servers,
        Map<String, Need> needs,
        Function<String, Set<String>> addressesOf,
        ScalerMemory memory,
        Instant now) {

    public PassRequest {
        requireNonNull(settings, "settings is null");
        servers = List.copyOf(servers);
        needs = Map.copyOf(needs);
        requireNonNull(addressesOf, "addressesOf is null");
        requireNonNull(memory, "memory is null");
        requireNonNull(now, "now is null");
    }

    /** Of a workload that needs these servers. */
    Need need(Set<String> names) {
        return Need.of(
                names.stream().map(name -> needs.getOrDefault(name, Need.KEEP)).toList());
    }

    /** Of a workload that we hold, but that needs none of our servers any more: it comes back when there is no outage. */
    Need needOfNone() {
        return Need.of(needs.values()) == Need.RUN ? Need.RUN : Need.KEEP;
    }
}
