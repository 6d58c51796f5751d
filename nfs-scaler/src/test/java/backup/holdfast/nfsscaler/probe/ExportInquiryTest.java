package backup.holdfast.nfsscaler.probe;

import static backup.holdfast.nfsscaler.probe.FakeNas.mount;
import static backup.holdfast.nfsscaler.probe.FakeNas.nfs;
import static backup.holdfast.nfsscaler.probe.FakeNas.portMapper;
import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.nfsscaler.probe.rpc.Deadline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportInquiryTest {

    /** For servers that answer: never used up, however busy the machine. */
    private static final Duration PLENTY = Duration.ofSeconds(20);
    /** For servers that do not. Half of it is enough to ask seriously, a third of half is not. */
    private static final Duration TIMEOUT = Duration.ofMillis(1200);

    private static final int NOENT = 2;
    private static final int ACCESS = 13;

    private final FakeNas nas = new FakeNas();
    private Duration timeout = PLENTY;

    @AfterEach
    void closeServer() {
        nas.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0, PRESENT, found",
        "2, MISSING, NOENT",
        "20, MISSING, NOTDIR",
        "70, MISSING, STALE",
        "1, NOT_CHECKED, PERM",
        "5, NOT_CHECKED, IO",
        "13, NOT_CHECKED, ACCESS",
        "10008, NOT_CHECKED, DELAY",
        "10013, NOT_CHECKED, GRACE",
        "10016, NOT_CHECKED, WRONGSEC",
        "10021, NOT_CHECKED, MINOR_VERS_MISMATCH",
        "10029, NOT_CHECKED, SYMLINK",
        "-1, NOT_CHECKED, status 4294967295",
    })
    void shouldTellMissingFromRefused(int status, ExportState state, String words) {
        nas.answer(nfs(4, 1), status, 0, 4);

        assertThat(version4("/mnt/media")).containsExactly(new ExportCheck("/mnt/media", state, words));
    }

    @Test
    void shouldNotBelieveHalfAnAnswer() {
        nas.answer(nfs(4, 1), 0, 0, 2);

        assertThat(version4("/mnt/media"))
                .containsExactly(
                        new ExportCheck("/mnt/media", ExportState.NOT_CHECKED, "it answered 2 of 4 operations"));
    }

    @Test
    void shouldCallAnExportSilentThatIsNotAnswered() {
        timeout = TIMEOUT;
        nas.keepSilentAbout(nfs(4, 1));

        assertThat(version4("/media", "/backup"))
                .containsExactly(
                        new ExportCheck("/media", ExportState.SILENT, "no answer in time"),
                        new ExportCheck("/backup", ExportState.SILENT, "no answer in time"));
    }

    @Test
    void shouldNotCallAnExportSilentThatGotTooLittleTime() {
        timeout = TIMEOUT.dividedBy(2);
        nas.keepSilentAbout(nfs(4, 1));

        assertThat(version4("/a", "/b", "/c"))
                .extracting(ExportCheck::state)
                .containsExactly(ExportState.NOT_CHECKED, ExportState.NOT_CHECKED, ExportState.NOT_CHECKED);
    }

    @Test
    void shouldConnectAnewForTheNextExportAfterOneThatBrokeTheConnection() {
        nas.closeOn(nfs(4, 1));

        assertThat(version4("/media", "/backup"))
                .containsExactly(
                        new ExportCheck("/media", ExportState.NOT_CHECKED, "the connection ended"),
                        new ExportCheck("/backup", ExportState.NOT_CHECKED, "the connection ended"));
        assertThat(nas.asked()).hasSize(2);
    }

    @Test
    void shouldFindTheMountServiceMountLookAndUnmount() {
        nas.answer(portMapper(3), nas.port())
                .answer(mount(1), 0, 4, 0xcafe, 0)
                .answer(nfs(3, 1), 0)
                .answer(mount(3));

        assertThat(version3("/media")).containsExactly(new ExportCheck("/media", ExportState.PRESENT, "found"));
        assertThat(nas.asked()).containsExactly(portMapper(3), mount(1), mount(3), nfs(3, 1));
    }

    @Test
    void shouldSayThatTheMountServiceKnowsNoSuchExport() {
        nas.answer(portMapper(3), nas.port()).answer(mount(1), NOENT);

        assertThat(version3("/media"))
                .containsExactly(new ExportCheck("/media", ExportState.MISSING, "mount service: NOENT"));
    }

    @Test
    void shouldLookIntoTheListWhenTheMountServiceRefusesUs() {
        int med = 0x2f6d6564; // "/med", which is a path of whole words
        int star = 0x2a000000;
        nas.answer(portMapper(3), nas.port())
                .answer(mount(1), ACCESS)
                .answer(mount(5), 1, 4, 0x2f616263, 1, 1, star, 0, 1, 4, med, 0, 0);

        assertThat(version3("/med", "/media", "/med/films"))
                .containsExactly(
                        new ExportCheck("/med", ExportState.PRESENT, "mount service: it refuses us but lists it"),
                        new ExportCheck(
                                "/media", ExportState.MISSING, "mount service: it refuses it and does not list it"),
                        new ExportCheck("/med/films", ExportState.NOT_CHECKED, "mount service: it refuses us"));
    }

    @Test
    void shouldKnowNothingOfAnExportWhereTheMountServiceRefusesUsAndListsNothing() {
        nas.answer(portMapper(3), nas.port()).answer(mount(1), ACCESS).answer(mount(5), 0);

        assertThat(version3("/media"))
                .containsExactly(new ExportCheck("/media", ExportState.NOT_CHECKED, "mount service: it refuses us"));
    }

    @Test
    void shouldKnowNothingOfAnExportWhereTheMountServiceRefusesUsAndItsList() {
        nas.answer(portMapper(3), nas.port()).answer(mount(1), ACCESS);

        assertThat(version3("/media"))
                .containsExactly(new ExportCheck("/media", ExportState.NOT_CHECKED, "mount service: it refuses us"));
    }

    @Test
    void shouldCallAHandleWithNothingBehindItMissing() {
        nas.answer(portMapper(3), nas.port()).answer(mount(1), 0, 4, 1, 0).answer(nfs(3, 1), 70);

        assertThat(version3("/media")).containsExactly(new ExportCheck("/media", ExportState.MISSING, "STALE"));
    }

    @Test
    void shouldNotTakeASilentMountServiceForASilentExport() {
        timeout = TIMEOUT;
        nas.answer(portMapper(3), nas.port()).keepSilentAbout(mount(1));

        assertThat(version3("/media"))
                .containsExactly(
                        new ExportCheck("/media", ExportState.NOT_CHECKED, "mount service: nothing came in time"));
    }

    @Test
    void shouldCallAnExportSilentThatIsMountedAndNotAnswered() {
        timeout = TIMEOUT;
        nas.answer(portMapper(3), nas.port())
                .answer(mount(1), 0, 4, 1, 0)
                .answer(mount(3))
                .keepSilentAbout(nfs(3, 1));

        assertThat(version3("/media"))
                .containsExactly(new ExportCheck("/media", ExportState.SILENT, "no answer in time"));
    }

    @Test
    void shouldCheckNothingWhereThePortMapperKnowsNoMountService() {
        nas.answer(portMapper(3), 0);

        assertThat(version3("/media"))
                .containsExactly(new ExportCheck(
                        "/media", ExportState.NOT_CHECKED, "mount service: the port mapper knows none"));
    }

    @Test
    void shouldAskVersion3WhereVersion4KnowsNoSuchPath() {
        nas.answer(nfs(4, 1), NOENT, 0, 2)
                .answer(portMapper(3), nas.port())
                .answer(mount(1), 0, 4, 1, 0)
                .answer(nfs(3, 1), 0);

        try (ReopeningConnection connection = connection()) {
            assertThat(run(either(connection), "/media"))
                    .containsExactly(new ExportCheck("/media", ExportState.PRESENT, "found"));
        }
    }

    @Test
    void shouldStandByMissingWhereVersion3KnowsNoBetter() {
        nas.answer(nfs(4, 1), NOENT, 0, 2);

        try (ReopeningConnection connection = connection()) {
            assertThat(run(either(connection), "/media"))
                    .containsExactly(new ExportCheck("/media", ExportState.MISSING, "NOENT"));
        }
    }

    private List<ExportCheck> version4(String... paths) {
        try (ReopeningConnection connection = connection()) {
            return run(new Version4Inquiry(connection), paths);
        }
    }

    private List<ExportCheck> version3(String... paths) {
        try (ReopeningConnection connection = connection()) {
            return run(new Version3Inquiry(connection, mounts()), paths);
        }
    }

    private ExportInquiry either(ReopeningConnection connection) {
        return new EitherInquiry(new Version4Inquiry(connection), new Version3Inquiry(connection, mounts()));
    }

    private MountService mounts() {
        return new MountService(InetAddress.getLoopbackAddress(), OptionalInt.empty(), nas.port());
    }

    private ReopeningConnection connection() {
        return new ReopeningConnection(new InetSocketAddress(InetAddress.getLoopbackAddress(), nas.port()));
    }

    private List<ExportCheck> run(ExportInquiry inquiry, String... paths) {
        return new ExportChecks(inquiry).run(List.of(paths), Deadline.in(timeout, System::nanoTime));
    }
}
