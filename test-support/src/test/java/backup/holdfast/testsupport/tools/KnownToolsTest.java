package backup.holdfast.testsupport.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownToolsTest {

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux, amd64",
        "Linux, aarch64, linux, arm64",
        "Mac OS X, x86_64, darwin, amd64",
        "Mac OS X, aarch64, darwin, arm64",
    })
    void shouldPinBothSeriesForEveryPlatformTheProjectSupports(
            String osName, String osArch, String os, String architecture) {
        Platform platform = Platform.of(osName, osArch);

        assertThat(platform).isEqualTo(new Platform(os, architecture));
        assertThat(versions(ResticSeries.ANY, platform)).containsExactly("0.19.1", "0.18.1");
        assertThat(versions(ResticSeries.V0_19, platform)).containsExactly("0.19.1");
        assertThat(versions(ResticSeries.V0_18, platform)).containsExactly("0.18.1");
    }

    @ParameterizedTest
    @CsvSource({
        "0.17.0, false, false, false",
        "0.17.1, true, false, false",
        "0.18.0, true, true, false",
        "0.18.1, true, true, false",
        "0.19.0, true, false, true",
        "0.19.1, true, false, true",
        "0.20.0, false, false, false",
    })
    void shouldAcceptTheVersionsOfTheSeries(String version, boolean any, boolean v018, boolean v019) {
        assertThat(accepts(ResticSeries.ANY, version)).isEqualTo(any);
        assertThat(accepts(ResticSeries.V0_18, version)).isEqualTo(v018);
        assertThat(accepts(ResticSeries.V0_19, version)).isEqualTo(v019);
    }

    @ParameterizedTest
    @CsvSource({
        "'restic 0.19.1 compiled with go1.26.4 on linux/amd64', 0.19.1",
        "'restic 0.18.0-dev (compiled manually) compiled with go1.24.4 on linux/amd64', 0.18.0",
    })
    void shouldReadTheVersionResticPrints(String output, String version) {
        Matcher matcher = KnownTools.restic(ResticSeries.ANY).versionPattern().matcher(output);

        assertThat(matcher.find()).isTrue();
        assertThat(matcher.group(1)).isEqualTo(version);
    }

    @ParameterizedTest
    @CsvSource({"4.3, true", "4.0.12, true", "3.5, false", "5.0, false", "6.5, false"})
    void shouldAcceptTheGaneshaWhoseConfigurationIsKnown(String version, boolean accepted) {
        Matcher matcher = KnownTools.ganesha().versionPattern().matcher("NFS-Ganesha Release = V" + version);

        assertThat(matcher.find()).isTrue();
        assertThat(KnownTools.ganesha().accepted().contains(ToolVersion.parse(matcher.group(1))))
                .isEqualTo(accepted);
    }

    @Test
    void shouldReadTheVersionsOfPrometheusAndItsCompanions() {
        assertThat(version(
                        KnownTools.prometheus(),
                        "prometheus, version 2.53.3+ds1 (branch: debian/sid, revision: 2.53.3+ds1-2)"))
                .isEqualTo("2.53.3");
        assertThat(version(
                        KnownTools.promtool(),
                        "promtool, version 2.53.3+ds1 (branch: debian/sid, revision: 2.53.3+ds1-2)"))
                .isEqualTo("2.53.3");
        assertThat(version(
                        KnownTools.alertmanager(),
                        "alertmanager, version 0.28.1+ds (branch: debian/sid, revision: 0.28.1+ds-1)"))
                .isEqualTo("0.28.1");
    }

    @ParameterizedTest
    @CsvSource({"amd64, x86_64-linux-gnu", "aarch64, aarch64-linux-gnu", "riscv64, riscv64-linux-gnu"})
    void shouldKnowWhereDebianKeepsLibraries(String osArch, String triplet) {
        assertThat(Platform.of("Linux", osArch).triplet()).isEqualTo(triplet);
    }

    private static String version(ToolSpec spec, String output) {
        Matcher matcher = spec.versionPattern().matcher(output);
        assertThat(matcher.find()).isTrue();
        assertThat(spec.accepted().contains(ToolVersion.parse(matcher.group(1))))
                .isTrue();
        return matcher.group(1);
    }

    private static boolean accepts(ResticSeries series, String version) {
        return KnownTools.restic(series).accepted().contains(ToolVersion.parse(version));
    }

    private static List<String> versions(ResticSeries series, Platform platform) {
        return KnownTools.restic(series).releasesFor(platform).stream()
                .map(ReleaseArchive::version)
                .toList();
    }
}
