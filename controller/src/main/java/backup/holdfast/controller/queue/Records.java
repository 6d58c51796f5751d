package backup.holdfast.controller.queue;

import java.util.List;

/** What the statuses of all objects say, from a cache. */
public interface Records {
    /** Before there is a cache. */
    Records NONE = new Records() {
        @Override
        public List<RunOnRecord> runs() {
            return List.of();
        }

        @Override
        public List<PastWord> words() {
            return List.of();
        }
    };

    /** All runs under way. */
    List<RunOnRecord> runs();

    /** The last word of each object, in any order; asked once. */
    List<PastWord> words();
}
