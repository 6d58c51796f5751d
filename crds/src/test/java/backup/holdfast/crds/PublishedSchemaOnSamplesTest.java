package backup.holdfast.crds;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedSchemaOnSamplesTest {

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V7);
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_PATH)
            .formatAssertionsEnabled(true)
            .build();

    static Stream<Sample> valid() {
        return Sample.valid();
    }

    static Stream<Sample> invalid() {
        return Sample.invalid();
    }

    @ParameterizedTest
    @MethodSource("valid")
    void shouldAccept(Sample sample) {
        assertThat(places(sample)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void shouldRefuse(Sample sample) {
        List<String> expected = sample.says("schema");

        assertThat(expected).hasSize(1);
        assertThat(places(sample))
                .containsExactlyElementsOf(expected.equals(List.of("accepted")) ? List.of() : expected);
    }

    private static Set<String> places(Sample sample) {
        Set<String> places = new TreeSet<>();
        for (ValidationMessage message :
                FACTORY.getSchema(JsonSchema.of(sample.definition()), CONFIG).validate(sample.manifest())) {
            places.add(message.getInstanceLocation().toString().replaceFirst("^\\$\\.", ""));
        }
        return places;
    }
}
