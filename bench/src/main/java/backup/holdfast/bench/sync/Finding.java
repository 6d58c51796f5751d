package backup.holdfast.bench.sync;

import org.jspecify.annotations.Nullable;

/**
 * One figure and what to think of it.
 *
 * @param limit the most it may be; none for what is only told
 * @param remark what a reader has to know besides; may be empty
 */
record Finding(
        Goal goal, String what, double value, @Nullable Double limit, String unit, Verdict verdict, String remark) {

    /** What a figure came to. */
    enum Verdict {
        MET,
        MISSED,
        /** Not judged, only told. */
        TOLD,
        /** Could not be measured here. */
        SKIPPED
    }

    /** A figure that may be at most {@code limit}. */
    static Finding judged(Goal goal, String what, double value, double limit, String unit) {
        return new Finding(goal, what, value, limit, unit, value <= limit ? Verdict.MET : Verdict.MISSED, "");
    }

    /** A figure nothing depends on. */
    static Finding told(Goal goal, String what, double value, String unit) {
        return new Finding(goal, what, value, null, unit, Verdict.TOLD, "");
    }

    static Finding skipped(Goal goal, String what, String why) {
        return new Finding(goal, what, 0, null, "", Verdict.SKIPPED, why);
    }

    Finding because(String why) {
        return new Finding(goal, what, value, limit, unit, verdict, why);
    }
}
