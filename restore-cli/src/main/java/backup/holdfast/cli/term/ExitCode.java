package backup.holdfast.cli.term;

/** What the process ends with. Scripts match on the numbers, so that they never change. */
public enum ExitCode {
    DONE(0, "what was asked for is done; for status: everything is well"),
    FAILED(1, "it was tried and failed: a backup, a restore, a listing"),
    USAGE(2, "the command line can't be understood"),
    NOT_FOUND(3, "what was named does not exist"),
    ATTENTION(4, "status: at least one source needs a look; unlock: a lock stays; doctor: something is wrong"),
    UNFINISHED(5, "a run is left unfinished: restore continue or restore rollback ends it"),
    REFUSED(6, "refused before anything was changed"),
    FORBIDDEN(7, "a right is missing; the message names it"),
    UNREACHABLE(8, "the API server or the repository does not answer"),
    BUSY(9, "somebody else is restoring the same volume"),
    TIMEOUT(10, "what was waited for did not come in time; it may still come");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    public int code() {
        return code;
    }

    /** For the help. */
    public String meaning() {
        return meaning;
    }
}
