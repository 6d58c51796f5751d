package backup.holdfast.nfsscaler.probe;

import static java.util.Objects.requireNonNull;

/** Why a probe says nothing about its server. */
public enum UnknownReason {
    /** Whether the name does not exist or the name service is down cannot be told apart, and neither is about the server. */
    NAME_NOT_RESOLVED(
            "the server's name could not be looked up: check the name, or give the address if the server itself serves names"),
    /** Such as no route to the network, no free port, too many open files, or a local rule that forbids it. */
    NOT_TRIED("the connection could not even be tried from here"),
    CUT_OFF("we ourselves are cut off from the network"),
    STOPPED("the probe was stopped before it ended"),
    PROBE_FAILED("the probe itself failed, which is a fault of ours");

    private final String sentence;

    UnknownReason(String sentence) {
        this.sentence = requireNonNull(sentence, "sentence is null");
    }

    /** One plain sentence, without a full stop. */
    public String sentence() {
        return sentence;
    }
}
