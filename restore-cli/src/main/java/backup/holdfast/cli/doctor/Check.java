package backup.holdfast.cli.doctor;

import backup.holdfast.cli.term.ExitCode;
import backup.holdfast.cli.term.StopException;
import java.util.List;

/** Looks at one thing. What somebody may not see is a finding, too. */
@FunctionalInterface
public interface Check {
    /** @throws StopException where it can't be looked at */
    List<Finding> look();

    /** The same, with what can't be looked at among the findings; without an API server there is nothing to look at. */
    static List<Finding> of(String about, Check check) {
        try {
            return check.look();
        } catch (StopException e) {
            if (e.exitCode() != ExitCode.FORBIDDEN) {
                throw e;
            }
            return List.of(Finding.unknown(about, e.what(), e.advice()));
        }
    }
}
