package backup.holdfast.replication.queue;

import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.MoverOutcome;
import backup.holdfast.replication.plan.MoverOutcome.RunFailure;
import java.util.Optional;
import java.util.stream.Stream;

/** What the end of a run says about the storage its repository is in. */
public enum StoreWord {
    /** It worked, or refused in words: somebody is there. */
    ANSWERED,
    /** No connection, no answer in time, or an error of the server. */
    SILENT,
    /** The run never came to ask. */
    NONE;

    public static StoreWord of(Optional<MoverOutcome> outcome) {
        if (outcome.isEmpty()) {
            return NONE;
        }
        MoverOutcome said = outcome.get();
        Optional<StoreWord> failed = Stream.of(said.failure(), said.maintenanceFailure())
                .flatMap(Stream::ofNullable)
                .map(RunFailure::failureClass)
                .map(StoreWord::of)
                .filter(word -> word == SILENT)
                .findFirst();
        if (failed.isPresent()) {
            return SILENT;
        }
        return said.failure() == null || said.repository() != null
                ? ANSWERED
                : of(said.failure().failureClass());
    }

    public static StoreWord of(FailureClass failure) {
        return switch (failure) {
            case UNREACHABLE -> SILENT;
            case REPOSITORY_MISSING,
                    CONFIG_MISSING,
                    BUCKET_MISSING,
                    WRONG_PASSWORD,
                    ACCESS_DENIED,
                    WRONG_REGION,
                    CLOCK_SKEW,
                    LOCKED,
                    REPOSITORY_DAMAGED,
                    REPOSITORY_FORMAT,
                    PARTIAL_READ,
                    SNAPSHOT_NOT_FOUND,
                    SNAPSHOT_AWAITED,
                    RESTORE_INCOMPLETE -> ANSWERED;
            // A full disk may be the cache's; a certificate may be that of something in between.
            case NO_SPACE,
                    TLS_FAILED,
                    INVALID_REPOSITORY,
                    SOURCE_MISSING,
                    DESTINATION_MISSING,
                    DESTINATION_READ_ONLY,
                    DESTINATION_TOO_SMALL,
                    NO_SAFETY_COPY,
                    SNAPSHOT_FAILED,
                    SNAPSHOT_CLASS_MISSING,
                    STORAGE_CLASS_MISSING,
                    SOURCE_UNREADABLE,
                    VOLUME_IN_USE,
                    KILLED,
                    OUT_OF_MEMORY,
                    NOT_ADMITTED,
                    CANCELLED,
                    DEADLINE_EXCEEDED,
                    NO_PROGRESS,
                    RESTIC_UNUSABLE,
                    UNKNOWN,
                    SECRET_MISSING,
                    SECRET_INCOMPLETE,
                    CUSTOM_CA_UNUSABLE,
                    INVALID_SPEC,
                    SCHEMA_OUTDATED -> NONE;
        };
    }
}
