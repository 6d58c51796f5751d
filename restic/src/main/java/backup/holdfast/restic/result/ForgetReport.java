package backup.holdfast.restic.result;

import backup.holdfast.restic.model.ForgetGroup;
import backup.holdfast.restic.model.Snapshot;
import java.util.List;

/** What a forget kept and removed, or would. Without groups nothing matched, or ids were named: restic then lists nothing. */
public record ForgetReport(List<ForgetGroup> groups) {

    public ForgetReport {
        groups = List.copyOf(groups);
    }

    public List<Snapshot> removed() {
        return groups.stream().flatMap(group -> group.remove().stream()).toList();
    }

    public List<Snapshot> kept() {
        return groups.stream().flatMap(group -> group.keep().stream()).toList();
    }
}
