package backup.holdfast.replication.schedule;

/** Carries what is wrong from deep inside the reading of a schedule to its one door; never leaves this package. */
final class BadScheduleException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String hint;

    BadScheduleException(String reason, String hint) {
        super(reason);
        this.hint = hint;
    }

    ParsedSchedule.Invalid toInvalid() {
        return new ParsedSchedule.Invalid(String.valueOf(getMessage()), hint);
    }
}
