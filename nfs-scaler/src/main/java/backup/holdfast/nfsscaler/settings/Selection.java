package backup.holdfast.nfsscaler.settings;

import static java.util.Objects.requireNonNull;

import backup.holdfast.crds.nfs.CronJobHandling;
import backup.holdfast.crds.nfs.Discovery;
import backup.holdfast.crds.nfs.KindReference;
import backup.holdfast.crds.nfs.WorkloadSelector;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which workloads are meant.
 *
 * @param discover never unrecognized
 * @param namespaces empty for all
 * @param cronJobs never unrecognized
 * @param kinds further kinds to look through
 */
public record Selection(
        Discovery discover,
        List<WorkloadSelector> selectors,
        Set<String> namespaces,
        Set<String> excludedNamespaces,
        Optional<LabelSelector> exclude,
        CronJobHandling cronJobs,
        List<KindReference> kinds) {

    public Selection {
        requireNonNull(discover, "discover is null");
        selectors = List.copyOf(selectors);
        namespaces = Set.copyOf(namespaces);
        excludedNamespaces = Set.copyOf(excludedNamespaces);
        requireNonNull(exclude, "exclude is null");
        requireNonNull(cronJobs, "cronJobs is null");
        kinds = List.copyOf(kinds);
    }

    public boolean covers(String namespace) {
        return (namespaces.isEmpty() || namespaces.contains(namespace)) && !excludedNamespaces.contains(namespace);
    }
}
