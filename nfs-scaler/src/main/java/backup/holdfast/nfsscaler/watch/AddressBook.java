package backup.holdfast.nfsscaler.watch;

import static java.util.Objects.requireNonNull;

import backup.holdfast.nfsscaler.probe.HostLookup;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What hosts resolve to. Remembers the last answer, since name services are gone when much else is. */
public final class AddressBook {

    private static final Duration GOOD_FOR = Duration.ofMinutes(5);
    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final HostLookup lookup;
    private final Clock clock;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    public AddressBook(HostLookup lookup, Clock clock) {
        this.lookup = requireNonNull(lookup, "lookup is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    /** Addresses as text, in one form each; empty while nothing is known. */
    public Set<String> of(String host) {
        Instant now = clock.instant();
        Entry known = entries.get(host);
        if (known != null && now.isBefore(known.until())) {
            return known.addresses();
        }
        try {
            List<InetAddress> found = lookup.addresses(host, PATIENCE);
            Set<String> addresses =
                    found.stream().map(InetAddress::getHostAddress).collect(Collectors.toUnmodifiableSet());
            entries.put(host, new Entry(addresses, now.plus(GOOD_FOR)));
            return addresses;
        } catch (UnknownHostException e) {
            Set<String> last = known == null ? Set.of() : known.addresses();
            entries.put(host, new Entry(last, now.plus(RETRY_AFTER)));
            return last;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return known == null ? Set.of() : known.addresses();
        }
    }

    private record Entry(Set<String> addresses, Instant until) {}
}
