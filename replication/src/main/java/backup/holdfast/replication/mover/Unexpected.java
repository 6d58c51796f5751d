package backup.holdfast.replication.mover;

/** Exceptions nobody expected, for people to report: what, and where it came from. */
final class Unexpected {
    private Unexpected() {}

    static String describe(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return failure + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
