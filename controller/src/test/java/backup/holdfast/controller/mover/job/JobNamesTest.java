package backup.holdfast.controller.mover.job;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.mover.RunOwner;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobNamesTest {
    private static final String LONG = "the-photos-of-the-whole-family-since-nineteen-eighty-four";

    @Test
    void shouldBeVolSyncsWhereTheyFit() {
        JobNames source = names("ReplicationSource", "photos");

        assertThat(source.job()).isEqualTo("volsync-src-photos");
        assertThat(source.jobs()).containsExactly("volsync-src-photos");
        assertThat(source.serviceAccount()).isEqualTo("volsync-src-photos");
        assertThat(source.cacheClaim()).isEqualTo("volsync-src-photos-cache");
        assertThat(names("ReplicationDestination", "photos").job()).isEqualTo("volsync-dst-photos");
    }

    @Test
    void shouldKeepTheLongestNameThatFits() {
        String name = "x".repeat(51);

        assertThat(names("ReplicationSource", name).job()).hasSize(63).isEqualTo("volsync-src-" + name);
    }

    @Test
    void shouldShortenAJobsNameToVolSyncsAndAHash() {
        JobNames names = names("ReplicationSource", LONG);

        assertThat(names.job()).isEqualTo("volsync-src-e7ad620e-e6f91f466a4a2385");
        assertThat(names.jobs()).containsExactly("volsync-src-e7ad620e", "volsync-src-e7ad620e-e6f91f466a4a2385");
        assertThat(names.cacheClaim()).isEqualTo("volsync-src-" + LONG + "-cache");
    }

    /** Both names have the same CRC-32. */
    @Test
    void shouldTellLongNamesApartThatShareAChecksum() {
        String prefix = "x".repeat(60) + "-";
        List<JobNames> twins = Stream.of("plumless", "buckeroo")
                .map(name -> names("ReplicationSource", prefix + name))
                .toList();

        assertThat(twins.get(0).jobs().iterator().next())
                .isEqualTo(twins.get(1).jobs().iterator().next());
        assertThat(twins.get(0).job()).isNotEqualTo(twins.get(1).job());
    }

    @Test
    void shouldStayWithinWhatAnObjectMayBeCalled() {
        JobNames names = names("ReplicationDestination", "a.".repeat(125) + "abc");

        assertThat(names.job()).hasSizeLessThanOrEqualTo(63);
        for (String name : List.of(names.serviceAccount(), names.cacheClaim())) {
            assertThat(name).hasSizeLessThanOrEqualTo(253).matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
            assertThat(name).doesNotContain(".-").startsWith("volsync-dst-a.a.");
        }
        assertThat(names.cacheClaim()).endsWith("-cache").isNotEqualTo(names.serviceAccount());
    }

    /** A claim and the destination it names often have the same name, and movers at the same time. */
    @Test
    void shouldKeepClaimsThatArePopulatedApartFromDestinations() {
        JobNames claim = names("PersistentVolumeClaim", "photos");
        JobNames destination = names("ReplicationDestination", "photos");

        assertThat(claim.job()).isEqualTo("volsync-dst-vs-prime-" + Samples.UID).hasSizeLessThanOrEqualTo(63);
        assertThat(claim.jobs()).doesNotContainAnyElementsOf(destination.jobs());
        assertThat(claim.jobs()).allSatisfy(name -> assertThat(name).startsWith("volsync-"));
        assertThat(claim.cacheClaim()).isNotEqualTo(destination.cacheClaim());
        assertThat(claim.serviceAccount()).isNotEqualTo(destination.serviceAccount());
    }

    /** Admission policies match VolSync's prefix, and waiting scripts the whole of its name. */
    @Test
    void shouldCallTheMoverThatLooksForASnapshotLikeOneThatRestoresButNotTheSame() {
        List<JobNames> all = Stream.concat(
                        Stream.of("photos", "x".repeat(27), "x".repeat(28), LONG)
                                .map(name -> names("ReplicationDestination", name)),
                        Stream.of(names("PersistentVolumeClaim", "photos")))
                .toList();

        assertThat(all)
                .extracting(JobNames::selectJob)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name)
                        .startsWith("volsync-dst-")
                        .contains("select-")
                        .hasSizeLessThanOrEqualTo(63));
        assertThat(all).allSatisfy(names -> assertThat(names.selectJob()).isNotEqualTo(names.job()));
    }

    private static JobNames names(String kind, String name) {
        return new JobNames(new RunOwner(kind, "media", name, Samples.UID));
    }
}
