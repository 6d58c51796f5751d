package backup.holdfast.controller.source;

import static java.util.Objects.requireNonNull;

import backup.holdfast.controller.source.SourceSettings.Excludes;
import backup.holdfast.controller.source.SourceSettings.SkipUnchanged;
import backup.holdfast.controller.sync.InvalidFieldException;
import backup.holdfast.controller.sync.RepositorySection;
import backup.holdfast.controller.sync.SpecField;
import backup.holdfast.crds.volsync.Compression;
import backup.holdfast.crds.volsync.CopyMethod;
import backup.holdfast.crds.volsync.Exclude;
import backup.holdfast.crds.volsync.OnPartialRead;
import backup.holdfast.crds.volsync.ResticSource;
import backup.holdfast.replication.plan.BackupScope.PartialRead;
import backup.holdfast.replication.plan.BackupScope.TaggedCaches;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.Retain;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code spec.restic}, understood field by field. A value nobody understands is refused: guessing could delete snapshots. */
record ResticSection(ResticSource restic) {
    /** VolSync's default. */
    private static final int PRUNE_INTERVAL_DAYS = 7;

    ResticSection {
        requireNonNull(restic, "restic is null");
        if (restic.copyMethod() == CopyMethod.UNRECOGNIZED) {
            throw new SpecField("spec.restic.copyMethod", null).unknownValue("Direct, Clone or Snapshot");
        }
    }

    RepositorySection repository() {
        return new RepositorySection(restic);
    }

    int pruneIntervalDays() {
        return restic.pruneIntervalDays() == null ? PRUNE_INTERVAL_DAYS : restic.pruneIntervalDays();
    }

    SkipUnchanged skipUnchanged() {
        return Boolean.FALSE.equals(restic.skipIfUnchanged()) ? SkipUnchanged.NEVER : SkipUnchanged.WHEN_FRESH;
    }

    PartialRead partialRead() {
        OnPartialRead written = restic.onPartialRead();
        if (written == null) {
            return PartialRead.FAIL;
        }
        return switch (written) {
            case FAIL -> PartialRead.FAIL;
            case ACCEPT -> PartialRead.ACCEPT;
            case UNRECOGNIZED -> throw new SpecField("spec.restic.onPartialRead", null).unknownValue("Fail or Accept");
        };
    }

    Tuning tuning() {
        return new Tuning(
                compression(),
                restic.packSizeMiB(),
                restic.readConcurrency(),
                restic.limitUploadKiBps(),
                restic.limitDownloadKiBps());
    }

    private @Nullable String compression() {
        Compression written = restic.compression();
        if (written == null) {
            return null;
        }
        return switch (written) {
            case AUTO, OFF, FASTEST, BETTER, MAX -> written.name().toLowerCase(Locale.ROOT);
            case UNRECOGNIZED ->
                throw new SpecField("spec.restic.compression", null).unknownValue("auto, off, fastest, better or max");
        };
    }

    Excludes excludes() {
        Exclude exclude = restic.exclude();
        return new Excludes(
                exclude.patterns(),
                exclude.caseInsensitivePatterns(),
                exclude.ifPresent(),
                // restic takes plain bytes, and Kubernetes' quantities mean something else by their suffixes.
                Optional.ofNullable(exclude.largerThan()).map(ResticSection::bytes),
                exclude.caches() ? TaggedCaches.EXCLUDE : TaggedCaches.KEEP);
    }

    private static String bytes(Quantity quantity) {
        try {
            BigInteger bytes = quantity.getNumericalAmount().toBigInteger();
            if (bytes.signum() > 0) {
                return bytes.toString();
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Said below, in the words of the field.
        }
        throw new InvalidFieldException("spec.restic.exclude.largerThan: \"" + quantity
                + "\" is not a size of at least one byte. Write it like 500Mi or 2G");
    }

    Retain retain() {
        Map<KeepRule, String> rules = new EnumMap<>(KeepRule.class);
        if (restic.retain() != null) {
            for (KeepRule rule : KeepRule.values()) {
                Object value = value(restic.retain(), rule);
                if (value != null) {
                    rules.put(rule, value.toString());
                }
            }
        }
        Retain retain = Retain.parse(rules);
        if (retain instanceof Retain.Invalid invalid) {
            throw new InvalidFieldException(invalid.problems().stream()
                    .map(p -> "spec.restic." + p.reason() + ". " + p.hint())
                    .collect(Collectors.joining(" ")));
        }
        return retain;
    }

    private static @Nullable Object value(backup.holdfast.crds.volsync.Retain retain, KeepRule rule) {
        return switch (rule) {
            case LAST -> retain.last();
            case HOURLY -> retain.hourly();
            case DAILY -> retain.daily();
            case WEEKLY -> retain.weekly();
            case MONTHLY -> retain.monthly();
            case YEARLY -> retain.yearly();
            case WITHIN -> retain.within();
            case WITHIN_HOURLY -> retain.withinHourly();
            case WITHIN_DAILY -> retain.withinDaily();
            case WITHIN_WEEKLY -> retain.withinWeekly();
            case WITHIN_MONTHLY -> retain.withinMonthly();
            case WITHIN_YEARLY -> retain.withinYearly();
        };
    }
}
