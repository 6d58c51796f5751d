package backup.holdfast.embedded;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import backup.holdfast.bench.start.StartBench;
import backup.holdfast.bench.sync.SyncBench;
import backup.holdfast.cli.RestoreMain;
import backup.holdfast.controller.Main;
import backup.holdfast.embedded.fleet.FleetBench;
import backup.holdfast.embedded.fleet.FleetController;
import backup.holdfast.nfsscaler.NfsScalerMain;
import backup.holdfast.replication.mover.MoverMain;
import backup.holdfast.testsupport.tools.ToolFetcherMain;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.File;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The layers of docs/adr/0001, package by package. */
class ArchitectureTest {
    private static final String ROOT = "backup.holdfast.";

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("backup.holdfast");

    private static final Set<Class<?>> EDGES = Set.of(
            Main.class,
            MoverMain.class,
            NfsScalerMain.class,
            RestoreMain.class,
            Quickstart.class,
            FleetBench.class,
            FleetController.class,
            SyncBench.class,
            StartBench.class,
            ToolFetcherMain.class);

    /** Every package by itself, a module's topmost one too. */
    private static final SliceAssignment PACKAGES = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    };

    /** Each module by its package, and the modules it may import. */
    private enum Module {
        CRDS("crds", Set.of()),
        RESTIC("restic", Set.of()),
        REPLICATION("replication", Set.of("restic")),
        BENCH("bench", Set.of("restic", "replication", "testsupport")),
        NFS_SCALER("nfsscaler", Set.of("crds")),
        RESTORE_CLI("cli", Set.of("crds", "restic", "replication")),
        CONTROLLER("controller", Set.of("crds", "restic", "replication", "nfsscaler")),
        EMBEDDED("embedded", Set.of("crds", "restic", "replication", "nfsscaler", "cli", "controller", "testsupport")),
        TEST_SUPPORT("testsupport", Set.of());

        private final String name;
        private final Set<String> imports;

        Module(String name, Set<String> imports) {
            this.name = name;
            this.imports = imports;
        }

        private String packages() {
            return ROOT + name + "..";
        }

        private String[] allowed() {
            return Stream.concat(Stream.of(name), imports.stream())
                    .map(it -> ROOT + it + "..")
                    .toArray(String[]::new);
        }
    }

    @Test
    void shouldKeepEveryClassInThePackageOfAModule() {
        classes()
                .should()
                .resideInAnyPackage(
                        Stream.of(Module.values()).map(Module::packages).toArray(String[]::new))
                .check(ALL);
    }

    @ParameterizedTest
    @EnumSource
    void shouldImportOnlyModulesBelow(Module module) {
        noClasses()
                .that()
                .resideInAPackage(module.packages())
                .should()
                .dependOnClassesThat(
                        resideInAPackage("backup.holdfast..").and(resideOutsideOfPackages(module.allowed())))
                .allowEmptyShould(true)
                .check(ALL);
    }

    @Test
    void shouldKnowKubernetesAndMetricsOnlyAboveReplication() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + "restic..", ROOT + "replication..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.fabric8..",
                        "io.kubernetes..",
                        "io.javaoperatorsdk..",
                        "io.micrometer..",
                        "io.prometheus.."))
                .check(ALL);
    }

    @Test
    void shouldStartTheNfsScalerFromMainAlone() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "controller..")
                .and(not(belongToAnyOf(Main.class)))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "nfsscaler.."))
                .check(ALL);
    }

    @Test
    void shouldReachResticFromTheMoverAlone() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "replication..")
                .and()
                .resideOutsideOfPackage(ROOT + "replication.mover..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "restic.."))
                .check(ALL);
    }

    @Test
    void shouldDecideWithoutFilesProcessesAndNetwork() {
        noClasses()
                .that(decide())
                .should()
                .dependOnClassesThat(belongToAnyOf(
                                Files.class,
                                File.class,
                                Process.class,
                                ProcessBuilder.class,
                                ProcessHandle.class,
                                Runtime.class,
                                Thread.class)
                        .or(resideInAnyPackage("java.net..", "java.nio.channels..", "java.util.concurrent..")))
                .check(ALL);
    }

    @Test
    void shouldDecideWithoutAClock() {
        noClasses()
                .that(decide())
                .should()
                .accessTargetWhere(readsAClock())
                .orShould()
                .dependOnClassesThat(belongToAnyOf(Clock.class))
                .check(ALL);
    }

    /** A monotonic clock measures how long something takes; what time it is comes in from the edge. */
    @Test
    void shouldTakeTheTimeAtTheEdgeAlone() {
        noClasses()
                .that(shipped().and(not(edges())))
                .should()
                .accessTargetWhere(tellsTheTime())
                .check(ALL);
    }

    @Test
    void shouldPrintAtTheEdgeAlone() {
        noClasses()
                .that(shipped().and(not(edges())))
                .should(ACCESS_STANDARD_STREAMS)
                .check(ALL);
    }

    @Test
    void shouldHaveNoCyclesOfPackages() {
        slices().assignedFrom(PACKAGES).should().beFreeOfCycles().check(ALL);
    }

    private static DescribedPredicate<JavaClass> decide() {
        return resideInAnyPackage(
                ROOT + "replication.schedule..",
                ROOT + "replication.retention..",
                ROOT + "replication.snapshot..",
                ROOT + "replication.state..",
                ROOT + "replication.plan..",
                ROOT + "replication.queue..",
                ROOT + "nfsscaler.decide..");
    }

    private static DescribedPredicate<JavaClass> edges() {
        return belongToAnyOf(EDGES.toArray(Class<?>[]::new));
    }

    /** The fixtures of tests are edges themselves. */
    private static DescribedPredicate<JavaClass> shipped() {
        return resideOutsideOfPackages(ROOT + "testsupport..");
    }

    private static DescribedPredicate<JavaAccess<?>> readsAClock() {
        return tellsTheTime().or(uses(System.class, "nanoTime")).as("a clock is read");
    }

    private static DescribedPredicate<JavaAccess<?>> tellsTheTime() {
        return uses(System.class, "currentTimeMillis")
                .or(usesNow(Instant.class))
                .or(usesNow(LocalDate.class))
                .or(usesNow(LocalDateTime.class))
                .or(usesNow(OffsetDateTime.class))
                .or(usesNow(ZonedDateTime.class))
                .or(uses(Clock.class, "systemUTC"))
                .or(uses(Clock.class, "systemDefaultZone"))
                .or(uses(Clock.class, "system"))
                .as("the time is told");
    }

    /** {@code now(clock)} is no reading of the machine's clock. */
    private static DescribedPredicate<JavaAccess<?>> usesNow(Class<?> type) {
        return uses(type, "now")
                .and(describe(
                        "without a clock",
                        access -> access.getTarget() instanceof CodeUnitAccessTarget target
                                && target.getRawParameterTypes().stream()
                                        .noneMatch(parameter -> parameter.isEquivalentTo(Clock.class))));
    }

    /** A call or a method reference. */
    private static DescribedPredicate<JavaAccess<?>> uses(Class<?> type, String method) {
        return describe(
                type.getSimpleName() + "." + method,
                access -> access.getTargetOwner().isEquivalentTo(type)
                        && access.getTarget().getName().equals(method));
    }
}
