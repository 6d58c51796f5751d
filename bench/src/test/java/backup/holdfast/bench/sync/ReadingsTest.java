package backup.holdfast.bench.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.bench.measure.Timed;
import backup.holdfast.testsupport.s3.S3Request.Part;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What others say, read. */
class ReadingsTest {

    @Test
    void shouldReadTheTimesOfTheShell() {
        assertThat(Timed.parse("1.250 0.512 0.033\n", "said")).isEqualTo(new Timed(1250, 545, "said"));
    }

    @Test
    void shouldRefuseWhatAreNoTimes() {
        assertThatThrownBy(() -> Timed.parse("bash: no such file", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldReadTheTimesOfChildrenPastAnyName() {
        assertThat(InProcessContender.childrenMillis(
                        "42 (a) name ) S 1 42 42 0 -1 4194560 100 200 0 0 11 12 13 14 20 0 1 0 500 1000 10"))
                .isEqualTo(270);
    }

    @Test
    void shouldReadThePeakOfAProcess() {
        assertThat(PeakMemory.parse("Name:\tjava\nVmPeak:\t  999 kB\nVmHWM:\t   40960 kB\nVmRSS:\t 1 kB\n"))
                .hasValue(40960);
        assertThat(PeakMemory.parse("Name:\tjava\nState:\tZ (zombie)\n")).isEmpty();
    }

    @Test
    void shouldReadTheReleaseOfAJdk() {
        assertThat(Jdk.release("IMPLEMENTOR=\"Eclipse Adoptium\"\nJAVA_VERSION=\"25.0.1\"\n"))
                .contains(25);
        assertThat(Jdk.release("JAVA_VERSION=\"17\"\n")).contains(17);
        assertThat(Jdk.release("JAVA_VERSION=\"1.8.0_462\"\n")).contains(1);
        assertThat(Jdk.release("nothing of that kind")).isEmpty();
    }

    @Test
    void shouldTakeOnlyWhatTheMoverNeedsFromTheClassPath() {
        assertThat(MoverJvm.classpath("/m/bench/target/classes:/m/restic/target/holdfast-restic-0.1.0.jar:"
                        + "/m/replication/target/classes:/r/jackson-core-2.22.4.jar:/r/jackson-dataformat-yaml-2.22.jar:"
                        + "/m/test-support/target/holdfast-test-support-0.1.0.jar:/r/jackson-databind-2.22.4.jar"))
                .isEqualTo("/m/restic/target/holdfast-restic-0.1.0.jar:/m/replication/target/classes:"
                        + "/r/jackson-core-2.22.4.jar");
    }

    @Test
    void shouldCountRequestsByKind() {
        Requests requests = Requests.of(Map.of(
                Part.KEYS, Map.of("GET", 3L),
                Part.LIST, Map.of("GET", 12L),
                Part.LOCKS, Map.of("PUT", 1L, "DELETE", 1L)));

        assertThat(requests)
                .isEqualTo(new Requests(
                        new TreeMap<>(Map.of("GET keys", 3L, "GET list", 12L, "PUT locks", 1L, "DELETE locks", 1L))));
        assertThat(requests.total()).isEqualTo(17);
        assertThat(requests.keyDerivations()).isEqualTo(3);
    }
}
