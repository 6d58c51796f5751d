package backup.holdfast.controller.mover.job;

import static backup.holdfast.controller.mover.job.Samples.S3;
import static backup.holdfast.controller.mover.job.Samples.YAML;
import static backup.holdfast.controller.mover.job.Samples.assignment;
import static backup.holdfast.controller.mover.job.Samples.deadline;
import static backup.holdfast.controller.mover.job.Samples.request;
import static backup.holdfast.controller.mover.job.Samples.restic;
import static backup.holdfast.controller.mover.job.Samples.trusting;
import static backup.holdfast.controller.mover.job.Samples.volume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.controller.mover.MoverBackend.MoverRefusedException;
import backup.holdfast.controller.mover.job.JobRequest.Rights;
import backup.holdfast.replication.plan.Limits;
import backup.holdfast.replication.plan.PlanCodec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole Jobs, each as a file under {@code src/test/resources/jobs}. Run with {@code -Dgolden=write} to have them written anew, and
 * read the difference.
 */
class JobTemplateTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "jobs");
    private static final JobTemplate TEMPLATE =
            new JobTemplate(JobMoverOptions.ofImage("registry.example/holdfast:1.0", Map.of()));

    @Test
    void shouldMakeAJobOfTheLeastASourceSays() throws IOException {
        assertGolden("least", TEMPLATE.job(request(assignment("photos", S3), restic("copyMethod: Direct"))));
    }

    /** The shape most people's sources have. */
    @Test
    void shouldMakeAJobWithTheUserAndTheNodesOfTheSource() throws IOException {
        assertGolden("usual", TEMPLATE.job(request(assignment("photos", S3), restic("""
                        repository: photos-restic
                        copyMethod: Direct
                        pruneIntervalDays: 14
                        volumeSnapshotClassName: csi-snapshots
                        cacheCapacity: 5Gi
                        cacheStorageClassName: fast
                        cacheAccessModes: [ReadWriteOnce]
                        storageClassName: fast
                        accessModes: [ReadWriteOnce]
                        moverSecurityContext:
                          runAsUser: 1000
                          runAsGroup: 1000
                          fsGroup: 1000
                          fsGroupChangePolicy: OnRootMismatch
                        moverAffinity:
                          nodeAffinity:
                            preferredDuringSchedulingIgnoredDuringExecution:
                              - weight: 100
                                preference:
                                  matchExpressions:
                                    - {key: kubernetes.io/hostname, operator: NotIn, values: [none]}
                        retain: {hourly: 24, daily: 7}
                        """))));
    }

    @Test
    void shouldMakeAJobWithAllThatCanBeSaidAboutThePod() throws IOException {
        assertGolden(
                "everything",
                TEMPLATE.job(request(
                        trusting(assignment("photos", S3, deadline(Duration.ofHours(6)), List.of())), restic("""
                        copyMethod: Direct
                        customCA: {configMapName: home-ca, key: ca.pem}
                        moverServiceAccount: backup
                        moverPodLabels: {team: media, app.kubernetes.io/created-by: somebody-else}
                        moverResources: {limits: {memory: 1Gi}, requests: {cpu: 100m}}
                        moverSecurityContext: {runAsUser: 0, seccompProfile: {type: Unconfined}}
                        moverTolerations: [{key: storage, operator: Exists, effect: NoSchedule}]
                        moverNodeSelector: {disk: ssd}
                        moverPriorityClassName: low
                        moverVolumes:
                          - mountPath: repository
                            volumeSource: {nfs: {server: nas.example, path: /export/restic}}
                          - mountPath: Keys/id_ed25519
                            volumeSource: {secret: {secretName: ssh}}
                          - mountPath: other
                            volumeSource: {persistentVolumeClaim: {claimName: other, readOnly: true}}
                        """))));
    }

    @Test
    void shouldGiveTheContentOfAFileAsAFileAndEveryKnownKeyByReference() throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("RESTIC_REPOSITORY", "gs:backups:/photos");
        environment.put("RESTIC_PASSWORD", "secret-word");
        environment.put("GOOGLE_PROJECT_ID", "home");
        environment.put("GOOGLE_APPLICATION_CREDENTIALS", "{}");
        environment.put("RCLONE_CONFIG_NAS_TYPE", "sftp");

        assertGolden("google", TEMPLATE.job(request(assignment("photos", environment), restic("copyMethod: Direct"))));
    }

    @Test
    void shouldMakeAJobBesideThePodThatUsesTheVolumeWithMoreRightsAndTheDefaultsOfTheController() throws IOException {
        MoverDefaults defaults = YAML.unmarshal("""
                resources: {requests: {memory: 128Mi}}
                securityContext: {runAsUser: 568}
                tolerations: [{key: a, operator: Exists}]
                nodeSelector: {disk: hdd, zone: a}
                priorityClassName: backups
                """, MoverDefaults.class);
        JobTemplate template = new JobTemplate(new JobMoverOptions(
                "registry.example/holdfast:1.0",
                "Always",
                List.of("registry"),
                defaults,
                Map.of("NO_PROXY", ".svc", "HTTPS_PROXY", "http://proxy.example:3128")));
        JobRequest plain = request(assignment("photos", S3), restic("""
                copyMethod: Direct
                moverNodeSelector: {disk: ssd}
                moverAffinity:
                  nodeAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms:
                        - matchExpressions: [{key: zone, operator: In, values: [a]}]
                        - matchExpressions: [{key: zone, operator: In, values: [b]}]
                """));
        NodePlacement beside = new NodePlacement(
                Optional.of("node-7"),
                List.of(new TolerationBuilder()
                        .withKey("gpu")
                        .withOperator("Exists")
                        .build()));
        JobRequest request = new JobRequest(
                plain.assignment(),
                plain.secretName(),
                plain.options(),
                Optional.of(volume("photos", "ReadOnlyMany")),
                beside,
                Rights.PRIVILEGED,
                plain.serviceAccount());

        assertGolden("beside", template.job(request));
    }

    @Test
    void shouldGiveTheMoverThePlanAndNoSecret() {
        JobRequest request = request(
                assignment("photos", S3, Limits.DEFAULT, List.of("$(HOME)", "a$$b")), restic("copyMethod: Direct"));

        Job job = TEMPLATE.job(request);

        assertThat(YAML.asYaml(job)).doesNotContain(Samples.PASSWORD);
        String variable = planOf(job);
        assertThat(variable).contains("$$(HOME)").contains("a$$$$b");
        // What the kubelet makes of it.
        assertThat(new PlanCodec().decode(variable.replace("$$", "$")))
                .isEqualTo(request.assignment().plan());
    }

    @Test
    void shouldRefuseAPlanThatIsTooLong() {
        JobRequest request = request(
                assignment("photos", S3, Limits.DEFAULT, List.of("x".repeat(70_000))), restic("copyMethod: Direct"));

        assertThatThrownBy(() -> TEMPLATE.job(request))
                .isInstanceOf(MoverRefusedException.class)
                .hasMessageContaining("shorten spec.restic.exclude");
    }

    @Test
    void shouldTakeNoTolerationsAtAllWhereTheSpecSaysNone() {
        JobRequest plain = request(assignment("photos", S3), restic("{copyMethod: Direct, moverTolerations: []}"));
        NodePlacement beside = new NodePlacement(
                Optional.of("node-7"),
                List.of(new TolerationBuilder().withKey("gpu").build()));
        JobRequest request = new JobRequest(
                plain.assignment(),
                plain.secretName(),
                plain.options(),
                plain.data(),
                beside,
                Rights.PLAIN,
                plain.serviceAccount());

        assertThat(TEMPLATE.job(request).getSpec().getTemplate().getSpec().getTolerations())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../data", "..", ".", "", "a/../..", "a/../../data"})
    void shouldRefuseAMoverVolumeOutsideItsFolder(String path) {
        JobRequest request = request(assignment("photos", S3), restic("""
                copyMethod: Direct
                moverVolumes: [{mountPath: "%s", volumeSource: {nfs: {server: nas, path: /a}}}]
                """.formatted(path)));

        assertThatThrownBy(() -> TEMPLATE.job(request))
                .isInstanceOf(MoverRefusedException.class)
                .hasMessage("spec.restic.moverVolumes: \"" + path
                        + "\" is no mountPath. Write a name or a path below /mnt, such as repository");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{nfs: {server: nas, path: /a}, secret: {secretName: b}}"})
    void shouldRefuseAMoverVolumeThatIsNoneOrTwo(String source) {
        JobRequest request = request(assignment("photos", S3), restic("""
                copyMethod: Direct
                moverVolumes: [{mountPath: a, volumeSource: %s}]
                """.formatted(source)));

        assertThatThrownBy(() -> TEMPLATE.job(request))
                .isInstanceOf(MoverRefusedException.class)
                .hasMessage("spec.restic.moverVolumes with mountPath \"a\" needs exactly one of secret,"
                        + " persistentVolumeClaim and nfs");
    }

    @Test
    void shouldRefuseTwoMoverVolumesAtOnePlace() {
        JobRequest request = request(assignment("photos", S3), restic("""
                copyMethod: Direct
                moverVolumes:
                  - {mountPath: a, volumeSource: {nfs: {server: nas, path: /a}}}
                  - {mountPath: a/, volumeSource: {nfs: {server: nas, path: /b}}}
                """));

        assertThatThrownBy(() -> TEMPLATE.job(request))
                .isInstanceOf(MoverRefusedException.class)
                .hasMessage("two of spec.restic.moverVolumes are mounted at /mnt/a");
    }

    @Test
    void shouldNameMoverVolumesApartThatLookAlike() {
        JobRequest request = request(assignment("photos", S3), restic("""
                copyMethod: Direct
                moverVolumes:
                  - {mountPath: a-b, volumeSource: {nfs: {server: nas, path: /1}}}
                  - {mountPath: a_b, volumeSource: {nfs: {server: nas, path: /2}}}
                  - {mountPath: A-b, volumeSource: {nfs: {server: nas, path: /3}}}
                  - {mountPath: %s, volumeSource: {nfs: {server: nas, path: /4}}}
                  - {mountPath: %s, volumeSource: {nfs: {server: nas, path: /5}}}
                """.formatted("x".repeat(80), "x".repeat(81))));

        List<String> names = TEMPLATE.job(request).getSpec().getTemplate().getSpec().getVolumes().stream()
                .map(Volume::getName)
                .toList();

        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"));
        assertThat(names).startsWith("data", "cache", "tempdir", "u-a-b");
    }

    private static String planOf(Job job) {
        EnvVar plan = job.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getEnv()
                .get(0);
        assertThat(plan.getName()).isEqualTo("HOLDFAST_PLAN");
        return plan.getValue();
    }

    private static void assertGolden(String name, Job job) throws IOException {
        String plan = planOf(job);
        assertThat(new PlanCodec().decode(plan).runId()).isEqualTo(Samples.RUN);
        job.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getEnv()
                .get(0)
                .setValue("the plan");
        String actual = YAML.asYaml(job);
        Path file = GOLDEN.resolve(name + ".yaml");
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(file, actual);
        }
        assertThat(actual).as("Job %s", name).isEqualTo(Files.readString(file));
    }
}
