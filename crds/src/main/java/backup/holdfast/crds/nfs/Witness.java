package backup.holdfast.crds.nfs;

import backup.holdfast.crds.volsync.ApiRecord;

/** {@code spec.witness}: a TCP service that answers, be it with a refusal, as long as our own network works. */
@ApiRecord
public record Witness(String host, int port) {}
