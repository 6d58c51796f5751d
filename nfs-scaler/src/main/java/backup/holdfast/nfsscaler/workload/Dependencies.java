package backup.holdfast.nfsscaler.workload;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.nfs.Discovery;
import backup.holdfast.crds.nfs.NamedServer;
import backup.holdfast.nfsscaler.settings.Selection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Which servers a workload needs: by what it mounts, by selectors, by its own label. */
final class Dependencies {

    private static final String ALL = "true";

    private final Selection selection;
    private final List<NamedServer> servers;
    private final Function<String, Set<String>> addressesOf;
    private final NfsVolumes volumes;

    Dependencies(
            Selection selection,
            List<NamedServer> servers,
            Function<String, Set<String>> addressesOf,
            NfsVolumes volumes) {
        this.selection = requireNonNull(selection, "selection is null");
        this.servers = List.copyOf(servers);
        this.addressesOf = requireNonNull(addressesOf, "addressesOf is null");
        this.volumes = requireNonNull(volumes, "volumes is null");
    }

    /** Names of the servers, sorted; none if the workload is no concern of this NfsScaler. */
    Set<String> of(Workload workload) {
        Set<String> names = new TreeSet<>();
        if (!selection.covers(workload.namespace())) {
            return names;
        }
        if (selection.discover() == Discovery.MOUNTS) {
            volumes.of(workload)
                    .forEach(mount ->
                            NamedServer.of(mount, servers, addressesOf).forEach(server -> names.add(server.name())));
        }
        selection.selectors().stream()
                .filter(it -> Labels.match(it.selector(), workload.labels()))
                .forEach(it -> {
                    if (it.servers().isEmpty()) {
                        addAll(names);
                    } else {
                        names.addAll(it.servers());
                    }
                });
        String asked = workload.labels().get(Exemptions.OPT);
        if (ALL.equals(asked)) {
            addAll(names);
        } else if (servers.stream().anyMatch(server -> server.name().equals(asked))) {
            names.add(asked);
        }
        return names;
    }

    private void addAll(Set<String> names) {
        servers.forEach(server -> names.add(server.name()));
    }
}
