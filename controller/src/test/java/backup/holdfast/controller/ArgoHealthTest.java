package backup.holdfast.controller;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.crds.nfs.NfsScaler;
import backup.holdfast.crds.volsync.ReplicationDestination;
import backup.holdfast.crds.volsync.ReplicationSource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.lib.jse.JsePlatform;

/** Argo CD's view of our objects, in the scripts that are shipped for it, against what Flux sees by the rules of kstatus. */
class ArgoHealthTest {
    private static final long GENERATION = 3;
    private static final String BY_KIND = "resource.customizations.health.";
    private static final Map<String, String> SCRIPTS = scripts();

    /** The parts of a status that matter, each as it can stand; empty for a part that is not there. */
    private static final List<String> GENERATIONS = List.of("", "2", "3");

    private static final List<String> TRUTHS = List.of("", "True", "False", "Unknown");

    static Stream<String> kinds() {
        return Stream.of(ReplicationSource.class, ReplicationDestination.class, NfsScaler.class)
                .map(kind -> HasMetadata.getGroup(kind) + "_" + HasMetadata.getKind(kind));
    }

    @Test
    void shouldJudgeEachOfOurKindsAndNoOther() {
        assertThat(SCRIPTS.keySet()).containsExactlyInAnyOrderElementsOf(kinds().toList());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldAgreeWithKstatusInEveryState(String kind) {
        int states = 0;
        for (String observed : GENERATIONS) {
            for (String ready : TRUTHS) {
                for (String stalled : TRUTHS) {
                    for (String reconciling : TRUTHS) {
                        Map<String, String> conditions = new HashMap<>();
                        put(conditions, "Ready", ready);
                        put(conditions, "Stalled", stalled);
                        put(conditions, "Reconciling", reconciling);
                        LuaTable object = object(observed, conditions);

                        assertThat(health(kind, object).status())
                                .as("observed %s, %s", observed, conditions)
                                .isEqualTo(expected(observed, conditions));
                        states++;
                    }
                }
            }
        }
        assertThat(states).isEqualTo(192);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldSayWhatAPersonHasToChange(String kind) {
        Health health = health(kind, object("3", Map.of("Ready", "False", "Stalled", "True")));

        assertThat(health).isEqualTo(new Health("Degraded", "StalledReason: about Stalled"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldStayHealthyWhenARunFailedButSaySo(String kind) {
        Health backup = health(kind, object("3", Map.of("Ready", "True", "BackupHealthy", "False")));
        Health restore = health(kind, object("3", Map.of("Ready", "True", "RestoreHealthy", "False")));

        assertThat(backup)
                .isEqualTo(new Health("Healthy", "The last run failed: BackupHealthyReason: about BackupHealthy"));
        assertThat(restore)
                .isEqualTo(new Health("Healthy", "The last run failed: RestoreHealthyReason: about RestoreHealthy"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldCallWhatIsPausedSuspended(String kind) {
        LuaTable object = object("3", Map.of("Ready", "True"));
        object.get("spec").set("paused", LuaValue.TRUE);

        assertThat(health(kind, object)).isEqualTo(new Health("Suspended", "about Ready"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldNotWaitForWhatSomebodyElseReplicates(String kind) {
        LuaTable object = object("", Map.of());
        object.get("spec").set("external", new LuaTable());

        assertThat(health(kind, object).status()).isEqualTo("Healthy");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void shouldWaitForAnObjectWithoutStatus(String kind) {
        LuaTable object = object("", Map.of());
        object.set("status", LuaValue.NIL);

        assertThat(health(kind, object)).isEqualTo(new Health("Progressing", "Waiting for Holdfast to look at it"));
    }

    private static void put(Map<String, String> conditions, String type, String truth) {
        if (!truth.isEmpty()) {
            conditions.put(type, truth);
        }
    }

    /**
     * The rules of kstatus for kinds it does not know (fluxcd/pkg and sigs.k8s.io/cli-utils use them), in Argo CD's words. They differ
     * in one state only: kstatus calls an object healthy that nobody has looked at yet, because it cannot know that somebody will.
     */
    private static String expected(String observed, Map<String, String> conditions) {
        if (!observed.equals(String.valueOf(GENERATION))) {
            return "Progressing";
        }
        if ("True".equals(conditions.get("Stalled"))) {
            return "Degraded";
        }
        if ("True".equals(conditions.get("Reconciling"))) {
            return "Progressing";
        }
        return "True".equals(conditions.get("Ready")) ? "Healthy" : "Progressing";
    }

    private static LuaTable object(String observed, Map<String, String> conditions) {
        LuaTable metadata = new LuaTable();
        metadata.set("generation", LuaValue.valueOf((double) GENERATION));
        LuaTable status = new LuaTable();
        if (!observed.isEmpty()) {
            status.set("observedGeneration", LuaValue.valueOf(Integer.parseInt(observed)));
        }
        List<LuaValue> list = new ArrayList<>();
        conditions.forEach((type, truth) -> {
            LuaTable condition = new LuaTable();
            condition.set("type", type);
            condition.set("status", truth);
            condition.set("reason", type + "Reason");
            condition.set("message", "about " + type);
            list.add(condition);
        });
        status.set("conditions", LuaTable.listOf(list.toArray(LuaValue[]::new)));
        LuaTable object = new LuaTable();
        object.set("metadata", metadata);
        object.set("spec", new LuaTable());
        object.set("status", status);
        return object;
    }

    private static Health health(String kind, LuaTable object) {
        Globals globals = JsePlatform.standardGlobals();
        globals.set("obj", object);
        LuaValue health = globals.load(SCRIPTS.get(kind)).call();
        return new Health(
                health.get("status").tojstring(), health.get("message").tojstring());
    }

    private static Map<String, String> scripts() {
        Path patch = Path.of(System.getProperty("holdfast.root"), "deploy", "gitops", "argocd", "holdfast-health.yaml");
        try {
            ConfigMap map = new KubernetesSerialization().unmarshal(Files.readString(patch), ConfigMap.class);
            return map.getData().entrySet().stream()
                    .collect(
                            Collectors.toMap(entry -> entry.getKey().substring(BY_KIND.length()), Map.Entry::getValue));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Health(String status, String message) {}
}
