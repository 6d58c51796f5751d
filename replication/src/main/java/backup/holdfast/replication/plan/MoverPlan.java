package backup.holdfast.replication.plan;

import java.time.Instant;

/**
 * Everything one run does, decided before it starts and never changed after: resolved values only. Credentials are not part of
 * it; the mover finds them in its environment.
 */
public sealed interface MoverPlan permits BackupPlan, SelectPlan, RestorePlan, LookPlan {
    RunId runId();

    Subject subject();

    /** When the controller made this plan, by its own clock. */
    Instant plannedAt();

    Workspace workspace();

    ExpectedRepository repository();

    Limits limits();

    Tuning tuning();

    LockTerms locks();
}
