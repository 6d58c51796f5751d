package backup.holdfast.testsupport.tools;

import java.util.ArrayList;
import java.util.List;

/**
 * Gets a program from the command line. Prints what it does, and the program's path on the last line. Arguments: the tool's name
 * ({@code restic}). Exit codes: 0 found, 1 not to be had, 2 wrong arguments.
 */
public final class ToolFetcherMain {

    private ToolFetcherMain() {}

    /** Entry point. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        if (arguments.length != 1 || !arguments[0].equals("restic")) {
            System.err.println("usage: ToolFetcherMain restic");
            return 2;
        }
        String root = RepositoryRoot.find() + "/";
        List<String> steps = new ArrayList<>();
        ToolFetcher fetcher = ToolFetcher.forThisMachine(Tools.folder(), System.getenv(), step -> {
            steps.add(step);
            System.out.println(step.replace(root, ""));
        });
        ToolResult result = fetcher.findOrFetch(KnownTools.restic(ResticSeries.ANY));
        if (result instanceof ToolResult.Found found) {
            if (steps.isEmpty()) {
                System.out.println("restic " + found.version() + ": already here");
            }
            System.out.println(found.path());
            return 0;
        }
        if (result instanceof ToolResult.Missing missing) {
            System.err.println(missing.reason());
        }
        return 1;
    }
}
