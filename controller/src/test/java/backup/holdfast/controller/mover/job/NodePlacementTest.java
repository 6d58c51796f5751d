package backup.holdfast.controller.mover.job;

import static backup.holdfast.controller.mover.job.Samples.pod;
import static backup.holdfast.controller.mover.job.Samples.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.replication.plan.FailureClass;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodePlacementTest {
    private static final VolumeSight ONE_NODE = volume("photos", "ReadWriteOnce");

    @Test
    void shouldGoToTheNodeOfTheRunningPodThatUsesTheVolume() {
        List<Pod> pods = List.of(
                user("a-starting", "Pending", "node-1"),
                user("b-running", "Running", "node-2"),
                unrelated("c-other", "node-3"));

        assertThat(NodePlacement.of(List.of(ONE_NODE), pods))
                .isEqualTo(new NodePlacement(
                        Optional.of("node-2"),
                        List.of(new TolerationBuilder()
                                .withKey("disk")
                                .withOperator("Exists")
                                .build())));
    }

    @Test
    void shouldGoToTheNodeOfAPodThatIsStillStarting() {
        assertThat(NodePlacement.of(List.of(ONE_NODE), List.of(user("a", "Pending", "node-1")))
                        .node())
                .contains("node-1");
    }

    @Test
    void shouldLeaveThePlaceOpenForAPodThatHasNoNodeYet() {
        assertThat(NodePlacement.of(List.of(ONE_NODE), List.of(user("a", "Pending", ""))))
                .isEqualTo(NodePlacement.ANYWHERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Succeeded", "Failed"})
    void shouldNotFollowAPodThatIsOver(String phase) {
        assertThat(NodePlacement.of(List.of(ONE_NODE), List.of(user("a", phase, "node-1"))))
                .isEqualTo(NodePlacement.ANYWHERE);
    }

    @Test
    void shouldNotFollowAnotherMover() {
        Pod mover = user("volsync-src-photos-x", "Running", "node-1");
        mover.getMetadata().getLabels().put("app.kubernetes.io/created-by", "volsync");

        assertThat(NodePlacement.of(List.of(ONE_NODE), List.of(mover))).isEqualTo(NodePlacement.ANYWHERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReadWriteMany", "ReadOnlyMany"})
    void shouldRunAnywhereWhereManyNodesMayUseTheVolume(String mode) {
        assertThat(NodePlacement.of(List.of(volume("photos", mode)), List.of(user("a", "Running", "node-1"))))
                .isEqualTo(NodePlacement.ANYWHERE);
    }

    @Test
    void shouldRefuseAVolumeThatLetsInOnePodAndHasOne() {
        assertThatThrownBy(() -> NodePlacement.of(
                        List.of(volume("photos", "ReadWriteOncePod")), List.of(user("gallery", "Running", "node-1"))))
                .isInstanceOfSatisfying(
                        MoverRefusedException.class,
                        refused -> assertThat(refused.failure()).isEqualTo(FailureClass.VOLUME_IN_USE))
                .hasMessage("PersistentVolumeClaim photos is ReadWriteOncePod, and pod gallery uses it");
    }

    @Test
    void shouldRunWhereAVolumeThatLetsInOnePodHasNone() {
        assertThat(NodePlacement.of(List.of(volume("photos", "ReadWriteOncePod")), List.of(user("a", "Pending", ""))))
                .isEqualTo(NodePlacement.ANYWHERE);
    }

    @Test
    void shouldLookAtFurtherVolumesWhereTheFirstNeedsNoNode() {
        VolumeSight repository = volume("repository", "ReadWriteOnce");
        Pod server = pod("""
                metadata: {name: server, labels: {}}
                spec:
                  nodeName: node-5
                  volumes: [{name: a, persistentVolumeClaim: {claimName: repository}}]
                status: {phase: Running}
                """);

        assertThat(NodePlacement.of(List.of(ONE_NODE, repository), List.of(server))
                        .node())
                .contains("node-5");
    }

    @Test
    void shouldKnowTheClaimOfAnEphemeralVolume() {
        VolumeSight scratch = volume("gallery-scratch", "ReadWriteOnce");
        Pod gallery = pod("""
                metadata: {name: gallery, labels: {}}
                spec:
                  nodeName: node-4
                  volumes: [{name: scratch, ephemeral: {volumeClaimTemplate: {spec: {}}}}]
                status: {phase: Running}
                """);

        assertThat(NodePlacement.of(List.of(scratch), List.of(gallery)).node()).contains("node-4");
    }

    private static Pod user(String name, String phase, String node) {
        return pod("""
                metadata: {name: %s, labels: {app: gallery}}
                spec:
                  nodeName: "%s"
                  tolerations: [{key: disk, operator: Exists}]
                  volumes:
                    - {name: config, configMap: {name: a}}
                    - {name: data, persistentVolumeClaim: {claimName: photos}}
                status: {phase: %s}
                """.formatted(name, node, phase));
    }

    private static Pod unrelated(String name, String node) {
        return pod("""
                metadata: {name: %s, labels: {}}
                spec:
                  nodeName: %s
                  volumes: [{name: data, persistentVolumeClaim: {claimName: music}}]
                status: {phase: Running}
                """.formatted(name, node));
    }
}
