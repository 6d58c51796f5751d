package backup.holdfast.replication.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import backup.holdfast.replication.plan.PlanCodec.InvalidPlanException;
import backup.holdfast.replication.retention.RetentionPolicy;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plan as it travels: a controller and a mover of one release must agree on every byte of it. */
class PlanCodecTest {
    private static final List<MoverPlan> ALL = Plans.all();

    private static final String MINIMAL_BACKUP = """
            {"version":1,"kind":"backup","runId":"hf-7c1e04d2-20261120t040000",\
            "subject":{"kind":"ReplicationSource","namespace":"media","name":"photos"},\
            "plannedAt":"2026-11-20T04:00:03.123Z",\
            "workspace":{"data":"/data","cache":"/cache"},\
            "repository":{"fingerprint":"5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",\
            "url":"s3:https://minio.example:9000/backups/photos","ifAbsent":"CREATE"},\
            "identity":{"host":"volsync","path":"/data"},\
            "steps":["BACKUP"],\
            "scope":{"excludes":[],"caseInsensitiveExcludes":[],"excludeIfPresent":[],\
            "caches":"KEEP","unchanged":"SKIP","partialRead":"FAIL"},\
            "retention":{"consent":"NOT_GIVEN"},\
            "limits":{"noProgress":"PT1H"},\
            "tuning":{},\
            "locks":{"endedRuns":[],"atStart":"NOTHING"}}""";

    private static final String MAXIMAL_BACKUP = """
            {"version":1,"kind":"backup","runId":"hf-7c1e04d2-20261120t040000",\
            "subject":{"kind":"ReplicationSource","namespace":"media","name":"photos"},\
            "plannedAt":"2026-11-20T04:00:03.123Z",\
            "workspace":{"data":"/data","cache":"/cache","caCertificate":"/customCA/ca.crt"},\
            "repository":{"fingerprint":"5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",\
            "url":"s3:https://minio.example:9000/backups/photos",\
            "id":"b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9","ifAbsent":"FAIL"},\
            "identity":{"host":"nas","path":"/data"},\
            "steps":["BACKUP","FORGET","PRUNE"],\
            "scope":{"excludes":["*.tmp","Größe \\"quoted\\"/**"],"caseInsensitiveExcludes":["*.BAK"],\
            "excludeIfPresent":[".nobackup"],"excludeLargerThan":"2147483648",\
            "caches":"EXCLUDE","unchanged":"SNAPSHOT","partialRead":"ACCEPT"},\
            "retention":{"policy":{"hourly":"24","yearly":"-1","withinDaily":"1y2m3d4h"},\
            "lastPolicy":"--keep-last=3","lastForget":"2026-11-19T04:01:00Z","consent":"GIVEN",\
            "acceptedAt":"2026-11-18T12:00:00Z","restoredEmptyAt":"2026-11-17T09:00:00Z",\
            "frozenBecause":"another source has the same identity","previewRequest":"before-i-tighten"},\
            "limits":{"deadline":"PT6H","noProgress":"PT1H30M"},\
            "tuning":{"compression":"max","packSizeMiB":64,"readConcurrency":4,\
            "limitUploadKiBps":1024,"limitDownloadKiBps":2048},\
            "locks":{"endedRuns":[\
            {"runId":"hf-7c1e04d2-20261120t030000","endedAt":"2026-11-20T03:02:00Z","proof":"TERMINATED"},\
            {"runId":"hf-0a1b2c3d-20261120t020000-2","endedAt":"2026-11-20T02:30:00Z","proof":"VANISHED"}],"atStart":"REMOVE_STALE"}}""";

    private static final String MAXIMAL_SELECT = """
            {"version":1,"kind":"select","runId":"hf-7c1e04d2-20261120t040000",\
            "subject":{"kind":"ReplicationDestination","namespace":"media","name":"photos"},\
            "plannedAt":"2026-11-20T04:00:03.123Z",\
            "workspace":{"data":"/data","cache":"/cache","caCertificate":"/customCA/ca.crt"},\
            "repository":{"fingerprint":"5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",\
            "url":"s3:https://minio.example:9000/backups/photos",\
            "id":"b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9","ifAbsent":"FAIL"},\
            "identity":{"host":"nas","path":"/data"},\
            "wanted":{"snapshotId":"b94d27b9","asOf":"2026-11-19T00:00:00Z","previous":2},\
            "onMissing":"CONTINUE",\
            "limits":{"deadline":"PT6H","noProgress":"PT1H30M"},\
            "tuning":{"compression":"max","packSizeMiB":64,"readConcurrency":4,\
            "limitUploadKiBps":1024,"limitDownloadKiBps":2048},\
            "locks":{"endedRuns":[\
            {"runId":"hf-7c1e04d2-20261120t030000","endedAt":"2026-11-20T03:02:00Z","proof":"TERMINATED"},\
            {"runId":"hf-0a1b2c3d-20261120t020000-2","endedAt":"2026-11-20T02:30:00Z","proof":"VANISHED"}],"atStart":"REMOVE_STALE"}}""";

    private static final String MAXIMAL_RESTORE = """
            {"version":1,"kind":"restore","runId":"hf-7c1e04d2-20261120t040000",\
            "subject":{"kind":"ReplicationDestination","namespace":"media","name":"photos"},\
            "plannedAt":"2026-11-20T04:00:03.123Z",\
            "workspace":{"data":"/data","cache":"/cache","caCertificate":"/customCA/ca.crt"},\
            "repository":{"fingerprint":"5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",\
            "url":"s3:https://minio.example:9000/backups/photos",\
            "id":"b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9","ifAbsent":"FAIL"},\
            "snapshotId":"b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9",\
            "snapshotBytes":5368709120,"volumeId":"0d7e2f2c","include":["/2026","/with space"],\
            "extraFiles":"DELETE","overwrite":"IF_CHANGED","verification":"CONTENT",\
            "safety":{"of":{"host":"nas","path":"/srv/photos"},"path":"/data","ifImpossible":"STOP"},\
            "limits":{"deadline":"PT6H","noProgress":"PT1H30M"},\
            "tuning":{"compression":"max","packSizeMiB":64,"readConcurrency":4,\
            "limitUploadKiBps":1024,"limitDownloadKiBps":2048},\
            "locks":{"endedRuns":[\
            {"runId":"hf-7c1e04d2-20261120t030000","endedAt":"2026-11-20T03:02:00Z","proof":"TERMINATED"},\
            {"runId":"hf-0a1b2c3d-20261120t020000-2","endedAt":"2026-11-20T02:30:00Z","proof":"VANISHED"}],"atStart":"REMOVE_STALE"}}""";

    private final PlanCodec codec = new PlanCodec();

    @Test
    void shouldWriteABackupPlanJustSo() {
        assertThat(codec.encode(Plans.minimalBackup())).isEqualTo(MINIMAL_BACKUP);
        assertThat(codec.encode(Plans.maximalBackup())).isEqualTo(MAXIMAL_BACKUP);
    }

    @Test
    void shouldWriteASelectPlanJustSo() {
        assertThat(codec.encode(Plans.maximalSelect())).isEqualTo(MAXIMAL_SELECT);
    }

    @Test
    void shouldWriteARestorePlanJustSo() {
        assertThat(codec.encode(Plans.maximalRestore())).isEqualTo(MAXIMAL_RESTORE);
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void shouldReadWhatItWrote(MoverPlan plan) {
        assertThat(codec.decode(codec.encode(plan))).isEqualTo(plan);
    }

    @Test
    void shouldCarryAnyPatternUnchanged() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            List<String> excludes = IntStream.range(0, random.nextInt(10))
                    .mapToObj(n -> NastyText.of(random, 60))
                    .toList();
            BackupPlan plan = Plans.backupExcluding(excludes);

            // As bytes, because that is what an environment variable holds.
            byte[] bytes = codec.encode(plan).getBytes(UTF_8);

            assertThat(codec.decode(new String(bytes, UTF_8))).isEqualTo(plan);
        }
    }

    @Test
    void shouldCarryAnyPolicyUnchanged() {
        Random random = new Random(8);
        for (int i = 0; i < 300; i++) {
            RetentionPolicy policy = Plans.anyPolicy(random);

            BackupPlan read = (BackupPlan) codec.decode(codec.encode(Plans.backupRetaining(policy)));

            assertThat(read.retention().policy()).isEqualTo(policy);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"last\":\"0\"}",
                "{\"last\":\"5\",\"fortnightly\":\"2\"}",
                "{\"last\":\"5\",\"daily\":\"many\"}",
                "{\"last\":\"-2\"}",
                "{\"within\":\"3 days\"}",
                "{\"last\":{}}",
                "\"--keep-last=5\"",
                "[]",
                "7"
            })
    void shouldRefuseAPolicyItDoesNotFullyUnderstandRatherThanKeepLess(String policy) {
        String plan = MINIMAL_BACKUP.replace("\"retention\":{", "\"retention\":{\"policy\":" + policy + ",");

        assertThatThrownBy(() -> codec.decode(plan)).isInstanceOf(InvalidPlanException.class);
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void shouldRefuseAPlanWithAFieldItDoesNotKnow(MoverPlan plan) {
        String text = codec.encode(plan);
        List<String> extended = List.of(
                text.replaceFirst("\\{\"version\":1,", "{\"version\":1,\"onlyOnTuesdays\":true,"),
                text.replace("\"workspace\":{", "\"workspace\":{\"onlyOnTuesdays\":true,"),
                text.replace("\"limits\":{", "\"limits\":{\"onlyOnTuesdays\":true,"));

        for (String unknown : extended) {
            assertThat(unknown).isNotEqualTo(text);
            assertThatThrownBy(() -> codec.decode(unknown))
                    .isInstanceOf(InvalidPlanException.class)
                    .hasMessageStartingWith("the plan cannot be read: Unrecognized field \"onlyOnTuesdays\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"2,2", "0,0", "-1,-1", "'\"one\"',0", "null,0"})
    void shouldRefuseAPlanOfAnotherVersion(String written, int named) {
        String other = MINIMAL_BACKUP.replaceFirst("\"version\":1", "\"version\":" + written);

        assertThatThrownBy(() -> codec.decode(other))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessage("the plan has version " + named
                        + ", this mover knows 1: controller and mover image must be of one release");
    }

    @Test
    void shouldRefuseAPlanWithoutAVersion() {
        assertThatThrownBy(() -> codec.decode(MINIMAL_BACKUP.replaceFirst("\"version\":1,", "")))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageStartingWith("the plan has version 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "17",
                "\"backup\"",
                "{",
                "{}",
                "not json",
                "{\"version\":1}",
                "{\"version\":1,\"kind\":\"forget\"}",
                "{\"version\":1,\"kind\":\"backup\"}"
            })
    void shouldRefuseWhatIsNoPlan(String text) {
        assertThatThrownBy(() -> codec.decode(text)).isInstanceOf(InvalidPlanException.class);
    }

    @Test
    void shouldRefuseAPlanThatLacksSomething() throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode whole = (ObjectNode) mapper.readTree(MINIMAL_BACKUP);
        List<String> fields = new ArrayList<>();
        whole.fieldNames().forEachRemaining(fields::add);

        assertThat(fields).hasSize(14).allSatisfy(field -> {
            ObjectNode part = whole.deepCopy();
            part.remove(field);
            assertThatThrownBy(() -> codec.decode(part.toString())).isInstanceOf(InvalidPlanException.class);
        });
    }

    @Test
    void shouldRefuseARestoreThatWouldCreateARepository() {
        assertThatThrownBy(
                        () -> codec.decode(MAXIMAL_RESTORE.replace("\"ifAbsent\":\"FAIL\"", "\"ifAbsent\":\"CREATE\"")))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("a restore creates no repository, ever");
        assertThatThrownBy(
                        () -> codec.decode(MAXIMAL_SELECT.replace("\"ifAbsent\":\"FAIL\"", "\"ifAbsent\":\"CREATE\"")))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("a restore creates no repository, ever");
    }

    @Test
    void shouldRefuseARestoreOfAnAbbreviatedSnapshot() {
        assertThatThrownBy(() -> codec.decode(
                        MAXIMAL_RESTORE.replaceFirst("\"snapshotId\":\"[0-9a-f]+\"", "\"snapshotId\":\"b94d27b9\"")))
                .isInstanceOf(InvalidPlanException.class)
                .hasMessageContaining("a restore needs the full snapshot id, not b94d27b9");
    }

    @Test
    void shouldTakeAPlanOfExactly64KiBAndNoByteMore() {
        int room = 64 * 1024 - codec.encode(Plans.backupExcluding(List.of(""))).getBytes(UTF_8).length;
        BackupPlan fits = Plans.backupExcluding(List.of("x".repeat(room)));
        BackupPlan tooLong = Plans.backupExcluding(List.of("x".repeat(room + 1)));
        // Two bytes each: it is bytes that count.
        BackupPlan tooWide = Plans.backupExcluding(List.of("ö".repeat(room / 2 + 1)));

        assertThat(codec.encode(fits).getBytes(UTF_8)).hasSize(64 * 1024);
        assertThatThrownBy(() -> codec.encode(tooLong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the plan of hf-7c1e04d2-20261120t040000 has 65537 bytes, the limit is 65536: shorten"
                        + " spec.restic.exclude");
        assertThatThrownBy(() -> codec.encode(tooWide)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldHaveNoPlaceForASecret() {
        TreeSet<String> places = new TreeSet<>();
        for (Class<?> kind : MoverPlan.class.getPermittedSubclasses()) {
            collect(kind, places);
        }

        assertThat(places)
                .contains("ExpectedRepository.url", "Tuning.compression")
                .noneMatch(place -> place.toLowerCase()
                        .matches(".*(password|secret|token|credential|environment|env\\b|headers).*"));
        // A map of texts could hold anything, so there is none but that of the retention rules.
        assertThat(places.stream().filter(place -> place.endsWith("{}")))
                .containsExactly("RetentionPolicy.counts{}", "RetentionPolicy.spans{}");
    }

    @Test
    void shouldTellWhoseAnUnusablePlanWas() {
        String newer = MINIMAL_BACKUP.replaceFirst("\"version\":1", "\"version\":9");

        assertThat(codec.runIdOf(newer)).contains(Plans.RUN);
        assertThat(List.of("", "{}", "[]", "{", "{\"runId\":7}", "{\"runId\":\"../../etc\"}"))
                .allSatisfy(text -> assertThat(codec.runIdOf(text)).isEmpty());
    }

    private static void collect(Class<?> type, TreeSet<String> places) {
        for (RecordComponent component : type.getRecordComponents()) {
            boolean map = component.getType() == Map.class;
            if (!places.add(type.getSimpleName() + "." + component.getName() + (map ? "{}" : ""))) {
                return;
            }
            types(component.getGenericType()).stream()
                    .filter(Class::isRecord)
                    .forEach(nested -> collect(nested, places));
        }
    }

    private static List<Class<?>> types(Type type) {
        List<Class<?>> found = new ArrayList<>();
        if (type instanceof Class<?> plain) {
            found.add(plain);
        } else if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                found.addAll(types(argument));
            }
        }
        return found;
    }
}
