package backup.holdfast.testsupport.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Somewhere a program can be had from: an official release, a Debian archive. */
interface ToolSource {

    /** What this source has to offer for the tool on this machine, best first. Does no IO. */
    List<Offer> offers(ToolSpec spec);

    /** One thing to fetch. */
    interface Offer {

        /** Named so that "from ..." reads well. */
        String description();

        /**
         * Fetches it and unpacks it below the folder, which is empty and may be filled with anything.
         *
         * @return the program, below {@code folder}; its version has not been looked at
         */
        Path fetchInto(Path folder) throws IOException;
    }
}
