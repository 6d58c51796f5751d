package backup.holdfast.testsupport.process;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Whether something is possible for this user on this machine, found out by doing it. */
public final class Trial {

    /** What is tried takes some milliseconds, and longer on a busy machine. */
    private static final int PATIENCE_SECONDS = 20;

    private Trial() {}

    /** Whether this command is there and ends well. */
    public static boolean succeeds(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
