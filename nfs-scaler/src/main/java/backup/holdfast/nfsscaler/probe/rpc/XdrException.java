package backup.holdfast.nfsscaler.probe.rpc;

/** Bytes that are not what they were taken for. The message says what was wrong with them. */
public final class XdrException extends Exception {

    private static final long serialVersionUID = 1L;

    public XdrException(String message) {
        super(message);
    }
}
