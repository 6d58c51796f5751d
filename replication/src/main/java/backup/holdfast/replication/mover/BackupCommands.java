package backup.holdfast.replication.mover;

import backup.holdfast.replication.plan.BackupPlan;
import backup.holdfast.replication.plan.BackupScope;
import backup.holdfast.replication.plan.BackupScope.TaggedCaches;
import backup.holdfast.replication.plan.BackupScope.Unchanged;
import backup.holdfast.restic.command.BackupOptions;

/** A plan's backup as options of restic's backup. */
final class BackupCommands {
    private BackupCommands() {}

    static BackupOptions of(BackupPlan plan) {
        BackupScope scope = plan.scope();
        BackupOptions options = BackupOptions.ofDirectory(plan.workspace().data())
                .host(plan.identity().host())
                .exclude(Volume.LOST_AND_FOUND);
        for (String pattern : scope.excludes()) {
            options = options.exclude(pattern);
        }
        for (String pattern : scope.caseInsensitiveExcludes()) {
            options = options.excludeIgnoringCase(pattern);
        }
        for (String name : scope.excludeIfPresent()) {
            options = options.excludeIfPresent(name);
        }
        if (scope.excludeLargerThan() != null) {
            options = options.excludeLargerThan(scope.excludeLargerThan());
        }
        if (scope.caches() == TaggedCaches.EXCLUDE) {
            options = options.excludeCaches();
        }
        if (scope.unchanged() == Unchanged.SKIP) {
            options = options.skipIfUnchanged();
        }
        if (plan.tuning().readConcurrency() != null) {
            options = options.readConcurrency(plan.tuning().readConcurrency());
        }
        return options;
    }
}
