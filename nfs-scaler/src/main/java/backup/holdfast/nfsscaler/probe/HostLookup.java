package backup.holdfast.nfsscaler.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/** Turns host names into addresses. */
public interface HostLookup {

    /**
     * All addresses of a name, or the address itself if it is one; at least one.
     *
     * @throws UnknownHostException if there is no answer within {@code limit}, or it is no. Its message says which.
     */
    List<InetAddress> addresses(String host, Duration limit) throws UnknownHostException, InterruptedException;
}
