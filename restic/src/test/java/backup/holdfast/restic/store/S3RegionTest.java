package backup.holdfast.restic.store;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.restic.store.S3Region.Origin;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3RegionTest {

    @ParameterizedTest
    @CsvSource({
        "s3.amazonaws.com, us-east-1, ASSUMED",
        "s3.eu-central-1.amazonaws.com, eu-central-1, FIXED",
        "s3-eu-west-1.amazonaws.com, eu-west-1, FIXED",
        "s3.dualstack.us-west-2.amazonaws.com, us-west-2, FIXED",
        "s3.us-gov-west-1.amazonaws.com, us-gov-west-1, FIXED",
        "s3.cn-north-1.amazonaws.com.cn, cn-north-1, FIXED",
        "s3.us-west-004.backblazeb2.com, us-east-1, ASSUMED",
        "garage.example, us-east-1, ASSUMED"
    })
    void shouldTellTheRegionFromTheEndpointWhereNobodySetsOne(String host, String region, Origin origin) {
        assertThat(S3Region.of(Map.of(), host)).isEqualTo(new S3Region(region, origin));
        assertThat(S3Region.of(Map.of("AWS_DEFAULT_REGION", "garage"), host))
                .isEqualTo(new S3Region("garage", Origin.FIXED));
    }

    @Test
    void shouldGiveWayOnceAndOnlyWhereNobodyChose() {
        S3Region assumed = new S3Region("us-east-1", Origin.ASSUMED);

        assertThat(assumed.correctedTo("garage")).contains(new S3Region("garage", Origin.FIXED));
        assertThat(assumed.correctedTo("us-east-1")).isEmpty();
        assertThat(assumed.correctedTo("no region")).isEmpty();
        assertThat(new S3Region("us-east-1", Origin.FIXED).correctedTo("garage"))
                .isEmpty();
    }

    @Test
    void shouldAskAmazonInTheRightRegion() {
        S3Region frankfurt = new S3Region("eu-central-1", Origin.FIXED);
        URI garage = URI.create("http://garage.example:3900");

        assertThat(frankfurt.endpoint(URI.create("https://s3.amazonaws.com:443")))
                .isEqualTo(URI.create("https://s3.eu-central-1.amazonaws.com"));
        assertThat(frankfurt.endpoint(URI.create("https://s3.cn-north-1.amazonaws.com.cn:443")))
                .isEqualTo(URI.create("https://s3.eu-central-1.amazonaws.com.cn"));
        assertThat(frankfurt.endpoint(garage)).isEqualTo(garage);
    }
}
