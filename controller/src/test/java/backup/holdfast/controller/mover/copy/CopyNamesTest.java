package backup.holdfast.controller.mover.copy;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.mover.RunOwner;
import org.junit.jupiter.api.Test;

class CopyNamesTest {

    @Test
    void shouldBeVolSyncs() {
        assertThat(names("photos").usual()).isEqualTo("volsync-photos-src");
        assertThat(names("photos").ofRun()).isEqualTo("volsync-photos-src-hf-7c1e0000-20261120t040000");
    }

    @Test
    void shouldStayValidAndDifferHoweverLong() {
        String common = "a".repeat(200) + "." + "b".repeat(50);

        for (String name :
                new String[] {names(common + "-1").usual(), names(common + "-1").ofRun()}) {
            assertThat(name)
                    .hasSizeLessThanOrEqualTo(253)
                    .matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
                    .doesNotContain(".-");
        }
        assertThat(names(common + "-1").usual())
                .isNotEqualTo(names(common + "-2").usual())
                .endsWith("-src");
        assertThat(names(common + "-1").ofRun())
                .isNotEqualTo(names(common + "-2").ofRun());
    }

    private static CopyNames names(String name) {
        return new CopyNames(new RunOwner("ReplicationSource", "media", name, "uid"), CopySamples.RUN);
    }
}
