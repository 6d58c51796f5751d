package backup.holdfast.nfsscaler.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SystemHostLookupTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void shouldGiveAllAddresses() throws Exception {
        InetAddress[] both = {InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1")};

        assertThat(new SystemHostLookup(name -> both).addresses("nas.home", LONG))
                .containsExactly(both);
    }

    @Test
    void shouldSayThatThereIsNoSuchName() {
        SystemHostLookup lookup = new SystemHostLookup(name -> {
            throw new UnknownHostException(name + ": Name or service not known");
        });

        assertThatThrownBy(() -> lookup.addresses("nas.home", LONG))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("nas.home: Name or service not known");
    }

    @Test
    void shouldGiveUpOnASilentNameServiceAndNotAskItTwiceAtATime() throws Exception {
        SystemHostLookup lookup = new SystemHostLookup(this::hang);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> lookup.addresses("nas.home", SHORT))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("nas.home: no answer in time");
        }
        assertThat(asked).hasValue(1);

        release.countDown();

        assertThat(lookup.addresses("nas.home", LONG)).containsExactly(InetAddress.getByName("192.0.2.1"));
    }

    @Test
    void shouldNeedNoNameServiceForAddressesHoweverManyLookupsHang() throws Exception {
        SystemHostLookup lookup = new SystemHostLookup(this::hang);
        for (int i = 0; i < 10; i++) {
            String name = "nas" + i;
            assertThatThrownBy(() -> lookup.addresses(name, Duration.ofMillis(10)))
                    .isInstanceOf(UnknownHostException.class);
        }

        assertThat(lookup.addresses("127.0.0.1", LONG)).containsExactly(InetAddress.getByName("127.0.0.1"));
        assertThat(lookup.addresses("::1", LONG)).containsExactly(InetAddress.getByName("::1"));
        release.countDown();
    }

    private InetAddress[] hang(String name) throws UnknownHostException {
        asked.incrementAndGet();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return InetAddress.getAllByName("192.0.2.1");
    }
}
