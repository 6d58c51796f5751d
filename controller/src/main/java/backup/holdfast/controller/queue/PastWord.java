package backup.holdfast.controller.queue;

import backup.holdfast.replication.queue.StoreWord;
import java.time.Instant;

/** What the newest run of an object said about its storage, as status remembers it. */
public record PastWord(String uid, String endpoint, StoreWord word, Instant at) {}
