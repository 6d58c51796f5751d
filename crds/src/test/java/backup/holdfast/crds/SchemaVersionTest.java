package backup.holdfast.crds;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaVersionTest {

    @Test
    void shouldFindNoneOnVolSyncsDefinition() {
        CustomResourceDefinition volsync = new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName("replicationsources.volsync.backube")
                .endMetadata()
                .build();

        assertThat(SchemaVersion.of(volsync)).isEqualTo(SchemaVersion.NONE);
        assertThat(SchemaVersion.NONE.covers(SchemaVersion.CURRENT)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1.0", "one", "99999999999"})
    void shouldFindNoneInAnAnnotationThatIsNoVersion(String text) {
        assertThat(SchemaVersion.of(annotated(text))).isEqualTo(SchemaVersion.NONE);
    }

    @Test
    void shouldBeContentWithALaterVersion() {
        SchemaVersion later = SchemaVersion.of(annotated("2"));

        assertThat(later.covers(SchemaVersion.CURRENT)).isTrue();
        assertThat(SchemaVersion.CURRENT.covers(later)).isFalse();
    }

    private static CustomResourceDefinition annotated(String schema) {
        return new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .addToAnnotations(HoldfastKeys.SCHEMA, schema)
                .endMetadata()
                .build();
    }
}
