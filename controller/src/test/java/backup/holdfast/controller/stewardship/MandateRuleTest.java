package backup.holdfast.controller.stewardship;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.stewardship.ClusterSigns.Definition;
import backup.holdfast.controller.stewardship.ClusterSigns.Definition.Complete;
import backup.holdfast.controller.stewardship.ClusterSigns.Definition.Lacking;
import backup.holdfast.controller.stewardship.ClusterSigns.Definition.Unknown;
import backup.holdfast.controller.stewardship.Mandate.AddOnly;
import backup.holdfast.controller.stewardship.Mandate.Foreign;
import backup.holdfast.controller.stewardship.Mandate.Full;
import backup.holdfast.controller.stewardship.Mandate.Halted;
import backup.holdfast.controller.stewardship.Mandate.HandsOff;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MandateRuleTest {
    private static final ClusterSigns CALM = signs(Optional.empty(), new Complete());
    private static final LiveLease VOLSYNC =
            new LiveLease("volsync-system", "b95b3104.backube", "volsync-0", Instant.parse("2026-11-20T04:00:00Z"));
    private static final Lacking VOLSYNCS = new Lacking(List.of("status.run", "status.lastSlot"));

    private final MandateRule rule = new MandateRule("");

    @Test
    void shouldDoEverythingWhereNothingStandsAgainstIt() {
        assertThat(rule.over(source(null), CALM)).isEqualTo(new Full());
        assertThat(MandateRule.impediment(CALM)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'',,true",
        "'','',true",
        "'',nightly,false",
        "nightly,nightly,true",
        "nightly,,false",
        "nightly,Nightly,false"
    })
    void shouldLookAfterItsOwnClassOnly(String own, String annotation, boolean ours) {
        MandateRule rule = new MandateRule(own);

        assertThat(rule.isOurs(source(annotation))).isEqualTo(ours);
        assertThat(rule.over(source(annotation), CALM)).isEqualTo(ours ? new Full() : new Foreign());
    }

    @Test
    void shouldLeaveAnotherClassAloneWhateverStandsInTheWay() {
        assertThat(rule.over(source("nightly"), signs(Optional.of(VOLSYNC), VOLSYNCS)))
                .isEqualTo(new Foreign());
    }

    @Test
    void shouldKeepItsHandsOffWhileVolSyncIsAtWork() {
        assertThat(rule.over(source(null), signs(Optional.of(VOLSYNC), new Complete())))
                .isEqualTo(new HandsOff(
                        "VolSyncActive",
                        "VolSync is at work (lease volsync-system/b95b3104.backube, held by volsync-0), and two"
                                + " controllers would get into each other's way: Holdfast writes nothing until that lease"
                                + " has run out. Scale VolSync to zero: kubectl -n volsync-system scale deployment volsync"
                                + " --replicas=0"));
    }

    @Test
    void shouldOnlyAddWhereASafetyFieldWouldBeDropped() {
        ClusterSigns signs = signs(Optional.empty(), new Lacking(List.of("spec.restic.acceptChange")));

        assertThat(rule.over(source(null), signs))
                .isEqualTo(new AddOnly(
                        "The definition of ReplicationSource in the cluster is VolSync's, or older than this"
                                + " Holdfast: it drops spec.restic.acceptChange. Backups go on, nothing is forgotten, pruned or"
                                + " restored. Apply Holdfast's definitions: kubectl apply --server-side --force-conflicts -f"
                                + " crds/src/main/resources/crds/"));
        assertThat(MandateRule.impediment(signs)).as("backups go on").isEmpty();
    }

    @Test
    void shouldStartNothingWhereItsMemoryWouldBeDropped() {
        ClusterSigns signs = signs(Optional.empty(), VOLSYNCS);

        assertThat(rule.over(source(null), signs))
                .isEqualTo(
                        new Halted("The definition of ReplicationSource in the cluster is VolSync's, or older than this"
                                + " Holdfast: it drops status.run and 1 more. Nothing starts until they are mended. Apply"
                                + " Holdfast's definitions: kubectl apply --server-side --force-conflicts -f"
                                + " crds/src/main/resources/crds/"));
        assertThat(MandateRule.impediment(signs)).isPresent();
    }

    /** A write would make the loss final that mending the definitions undoes. */
    @Test
    void shouldNotWriteToAnObjectWhoseMemorySuchDefinitionsHide() {
        assertThat(rule.over(source("""
                - {manager: fabric8-kubernetes-client, operation: Update, subresource: status, fieldsV1: {f:status: {f:observedGeneration: {}}}}
                """, Map.of()), signs(Optional.empty(), VOLSYNCS)))
                .isInstanceOfSatisfying(
                        HandsOff.class, mandate -> assertThat(mandate.reason()).isEqualTo("SchemaOutdated"));
        assertThat(rule.over(source("""
                - {manager: manager, operation: Update, subresource: status, fieldsV1: {f:status: {f:lastSyncTime: {}}}}
                """, Map.of()), signs(Optional.empty(), VOLSYNCS)))
                .isInstanceOf(Halted.class);
    }

    @Test
    void shouldWriteNothingWhereItCannotTellWhatIsKept() {
        ClusterSigns signs = signs(Optional.empty(), new Unknown("reading /openapi/v3 is forbidden"));

        assertThat(rule.over(source(null), signs))
                .isEqualTo(new HandsOff(
                        "SchemaUnknown",
                        "The API server does not tell which definition of ReplicationSource it has: reading /openapi/v3 is"
                                + " forbidden. Nothing is written until it does."));
        assertThat(rule.over(source(null), new ClusterSigns(Optional.empty(), Map.of())))
                .as("nothing was looked at yet")
                .isInstanceOf(HandsOff.class);
    }

    @Test
    void shouldJudgeEachKindByItsOwnDefinition() {
        ClusterSigns signs = new ClusterSigns(
                Optional.empty(), Map.of("ReplicationSource", new Complete(), "ReplicationDestination", VOLSYNCS));
        ReplicationDestination destination = new ReplicationDestination();
        destination.setMetadata(new ObjectMetaBuilder().withName("photos").build());

        assertThat(rule.over(source(null), signs)).isEqualTo(new Full());
        assertThat(rule.over(destination, signs)).isInstanceOf(Halted.class);
    }

    private static ClusterSigns signs(Optional<LiveLease> volsync, Definition definition) {
        return new ClusterSigns(
                volsync, Map.of("ReplicationSource", definition, "ReplicationDestination", new Complete()));
    }

    private static HasMetadata source(String ownClass) {
        return source("[]", ownClass == null ? Map.of() : Map.of("holdfast.backup/class", ownClass));
    }

    private static HasMetadata source(String managedFields, Map<String, String> annotations) {
        ReplicationSource source =
                new KubernetesSerialization().unmarshal("""
                apiVersion: volsync.backube/v1alpha1
                kind: ReplicationSource
                metadata:
                  name: photos
                  managedFields:
                """ + managedFields.indent(4), ReplicationSource.class);
        source.getMetadata().setAnnotations(annotations);
        return source;
    }
}
