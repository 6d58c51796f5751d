package backup.holdfast.controller.source;

import static org.assertj.core.api.Assertions.assertThat;

import backup.holdfast.controller.resolver.CertificateReference;
import backup.holdfast.controller.resolver.CertificateReference.Kind;
import backup.holdfast.controller.source.SourceSettings.Excludes;
import backup.holdfast.controller.source.SourceSettings.SkipUnchanged;
import backup.holdfast.controller.sync.ResolvedSpec;
import backup.holdfast.controller.sync.ResolvedSpec.External;
import backup.holdfast.controller.sync.ResolvedSpec.Invalid;
import backup.holdfast.controller.sync.ResolvedSpec.Valid;
import backup.holdfast.crds.volsync.ReplicationSource;
import backup.holdfast.replication.plan.BackupScope.PartialRead;
import backup.holdfast.replication.plan.BackupScope.TaggedCaches;
import backup.holdfast.replication.plan.Conduct;
import backup.holdfast.replication.plan.FailureClass;
import backup.holdfast.replication.plan.Limits;
import backup.holdfast.replication.plan.Tuning;
import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.Retain;
import backup.holdfast.replication.schedule.Backoff;
import backup.holdfast.replication.schedule.SchedulePolicy;
import backup.holdfast.replication.schedule.Trigger;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceResolverTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final SchedulePolicy DEFAULTS =
            new SchedulePolicy(Duration.ofMinutes(2), Optional.empty(), Duration.ofSeconds(90), Backoff.DEFAULT);

    private final SourceResolver resolver = new SourceResolver(BERLIN, DEFAULTS, Conduct.EVERYDAY);

    @Test
    void shouldFillInVolSyncsDefaultsWhenOnlyTheNeedfulIsSaid() {
        SourceSettings settings = valid(SampleSources.withRestic(""));

        assertThat(settings)
                .isEqualTo(new SourceSettings(
                        new Trigger.Continuous(),
                        Optional.empty(),
                        DEFAULTS,
                        "photos",
                        "photos-restic",
                        Optional.empty(),
                        "volsync",
                        new Retain.Everything(
                                "retain is not set, so every snapshot is kept; to have old ones removed, say what to keep",
                                List.of("retain:", "  daily: 7", "  weekly: 4", "  monthly: 6")),
                        7,
                        new Excludes(List.of(), List.of(), List.of(), Optional.empty(), TaggedCaches.KEEP),
                        SkipUnchanged.WHEN_FRESH,
                        PartialRead.FAIL,
                        Limits.DEFAULT,
                        Tuning.RESTIC_DEFAULTS,
                        Conduct.EVERYDAY));
    }

    @Test
    void shouldReadEveryFieldThatIsWritten() {
        SourceSettings settings = valid(SampleSources.withSpec("""
                sourcePVC: photos.v2
                trigger:
                  schedule: "H 4 * * *"
                  timeZone: America/New_York
                  jitter: 45s
                restic:
                  repository: photos-restic
                  customCA: {secretName: ca, key: ca.crt}
                  identity: {host: nas}
                  retain: {last: "3", daily: 7, withinMonthly: 1y}
                  pruneIntervalDays: 0
                  exclude:
                    caches: true
                    patterns: ["*.tmp"]
                    caseInsensitivePatterns: ["*.LOG"]
                    ifPresent: [.nobackup]
                    largerThan: 1.5Gi
                  skipIfUnchanged: false
                  onPartialRead: Accept
                  timeout: 6h
                  compression: max
                  packSizeMiB: 32
                  readConcurrency: 4
                  limitUploadKiBps: 512
                  limitDownloadKiBps: 1024
                """));

        assertThat(settings.trigger()).isInstanceOf(Trigger.Scheduled.class);
        assertThat(((Trigger.Scheduled) settings.trigger()).schedule().zone()).isEqualTo(ZoneId.of("America/New_York"));
        assertThat(settings.resolvedSchedule().orElseThrow()).matches("[0-9]{1,2} 4 \\* \\* \\*");
        assertThat(settings.policy().jitter()).isEqualTo(Duration.ofSeconds(45));
        assertThat(settings.policy().spacing()).isEqualTo(DEFAULTS.spacing());
        assertThat(settings.claimName()).isEqualTo("photos.v2");
        assertThat(settings.customCertificate()).contains(new CertificateReference(Kind.SECRET, "ca", "ca.crt"));
        assertThat(settings.host()).isEqualTo("nas");
        assertThat(settings.retain())
                .asString()
                .isEqualTo("ByPolicy[policy=--keep-last=3 --keep-daily=7 --keep-within-monthly=1y]");
        assertThat(settings.pruneIntervalDays()).isZero();
        assertThat(settings.excludes())
                .isEqualTo(new Excludes(
                        List.of("*.tmp"),
                        List.of("*.LOG"),
                        List.of(".nobackup"),
                        Optional.of("1610612736"),
                        TaggedCaches.EXCLUDE));
        assertThat(settings.skipUnchanged()).isEqualTo(SkipUnchanged.NEVER);
        assertThat(settings.partialRead()).isEqualTo(PartialRead.ACCEPT);
        assertThat(settings.limits()).isEqualTo(new Limits(Duration.ofHours(6), Limits.DEFAULT.noProgress()));
        assertThat(settings.tuning()).isEqualTo(new Tuning("max", 32, 4, 512, 1024));
    }

    @Test
    void shouldReadAScheduleInTheControllersZoneWhenItNamesNone() {
        SourceSettings settings = valid(SampleSources.scheduled("0 4 * * *"));

        assertThat(((Trigger.Scheduled) settings.trigger()).schedule().zone()).isEqualTo(BERLIN);
    }

    @Test
    void shouldLetAManualTokenWinOverASchedule() {
        SourceSettings settings = valid(SampleSources.withSpec("""
                sourcePVC: photos
                trigger: {schedule: "0 4 * * *", manual: before-upgrade}
                restic: {repository: photos-restic}
                """));

        assertThat(settings.trigger()).isEqualTo(new Trigger.Manual("before-upgrade"));
    }

    @Test
    void shouldTakeAJitterOfZeroAsAChoiceAgainstTheControllersOwn() {
        SourceSettings settings = valid(SampleSources.withSpec("""
                sourcePVC: photos
                trigger: {schedule: "0 4 * * *", jitter: 0s}
                restic: {repository: photos-restic}
                """));

        assertThat(settings.policy().jitter()).isEqualTo(Duration.ZERO);
    }

    @Test
    void shouldLeaveASourceAloneWhenOnlyExternalIsSet() {
        assertThat(resolver.resolve(SampleSources.withSpec("""
                        sourcePVC: photos
                        external: {provider: example.com/replicator}
                        """))).isEqualTo(new External<>());
    }

    @Test
    void shouldNameBothMethodsWhenTwoAreInOneSpec() {
        assertInvalid(
                """
                sourcePVC: photos
                restic: {repository: photos-restic}
                rclone: {rcloneConfig: x}
                """,
                "only one replication method can be supplied, but there are spec.restic and spec.rclone: keep one");
    }

    @Test
    void shouldRefuseExternalBesideAMethod() {
        assertInvalid(
                """
                sourcePVC: photos
                restic: {repository: photos-restic}
                external: {provider: example.com/replicator}
                """,
                "only one replication method can be supplied, but there are spec.restic and spec.external: keep one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsync", "rsyncTLS", "rclone", "syncthing", "kopia"})
    void shouldSayWhoHandlesAnotherMoversSection(String method) {
        assertInvalid(
                "sourcePVC: photos\n" + method + ": {}\n",
                "spec." + method
                        + " is not handled by Holdfast, which replicates with restic: leave it to VolSync, or use"
                        + " spec.restic");
    }

    @Test
    void shouldAskForAMethodWhenThereIsNone() {
        assertInvalid("sourcePVC: photos\n", "a replication method must be specified: add spec.restic");
    }

    @Test
    void shouldAskForTheVolumeWhenItIsNotNamed() {
        assertInvalid("restic: {repository: photos-restic}\n", """
                spec.sourcePVC is missing: give the name of the PersistentVolumeClaim to back up""");
        assertInvalid("sourcePVC: ''\nrestic: {repository: photos-restic}\n", """
                spec.sourcePVC is missing: give the name of the PersistentVolumeClaim to back up""");
    }

    @Test
    void shouldAskForTheSecretWhenItIsNotNamed() {
        assertInvalid("sourcePVC: photos\nrestic: {}\n", """
                spec.restic.repository is missing: give the name of the Secret with RESTIC_REPOSITORY and RESTIC_PASSWORD""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../kube-system/secrets/token", "a/b", "..", ".", "Photos", "a%2fb", "photos ", "-a"})
    void shouldRefuseWhatCanBeNoObjectsName(String name) {
        assertInvalid(
                "sourcePVC: \"" + name + "\"\nrestic: {repository: photos-restic}\n",
                "spec.sourcePVC: \"" + name
                        + "\" can be no object's name. Give the name of the PersistentVolumeClaim to back"
                        + " up: small letters, digits, - and .");
        assertInvalid(
                "sourcePVC: photos\nrestic: {repository: \"" + name + "\"}\n",
                "spec.restic.repository: \"" + name + "\" can be no object's name. Give the name of the Secret with"
                        + " RESTIC_REPOSITORY and RESTIC_PASSWORD: small letters, digits, - and .");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    0 4 * *       | the schedule has 4 fields where five are expected. Write five fields: minute, hour, day-of-month, month, day-of-week; for example "0 4 * * *" for 04:00 every day.
                    0 0 4 * * *   | the schedule has 6 fields where five are expected. There is no field for seconds. If the first one was meant as that, write "0 4 * * *".
                    @nightly      | there is no schedule "@nightly". Known are @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually and @every with a duration.
                    @every 0s     | an interval of "0s" is too short. Write @every and a duration of at least 1s, such as "@every 6h" or "@every 1h30m".
                    0 0 30 2 *    | no date has the day-of-month "30" in the month "2": the schedule would never run. Choose a day that the month has; for the last days of every month use 28.
                    TZ=Mars/Phobos 0 4 * * * | there is no time zone "Mars/Phobos". Use a name of the IANA time zone database, such as "Europe/Berlin" or "UTC".
                    TZ=12345      | the schedule "TZ=12345" is a time zone and nothing else. Write five fields: minute, hour, day-of-month, month, day-of-week; for example "0 4 * * *" for 04:00 every day.
                    """)
    void shouldSayWhatIsWrongWithASchedule(String schedule, String message) {
        assertThat(resolver.resolve(SampleSources.scheduled(schedule)))
                .isEqualTo(new Invalid<>(FailureClass.INVALID_SPEC, "spec.trigger.schedule: " + message));
    }

    @Test
    void shouldRefuseAnEmptyScheduleInsteadOfSyncingWithoutEnd() {
        assertThat(resolver.resolve(SampleSources.scheduled("")))
                .isEqualTo(new Invalid<>(
                        FailureClass.INVALID_SPEC,
                        "spec.trigger.schedule: the schedule is empty. Write five fields: minute, hour, day-of-month, month,"
                                + " day-of-week; for example \"0 4 * * *\" for 04:00 every day."));
    }

    @Test
    void shouldHelpWithTheCapitalsOfATimeZone() {
        assertInvalid("""
                sourcePVC: photos
                trigger: {schedule: "0 4 * * *", timeZone: europe/berlin}
                restic: {repository: photos-restic}
                """, """
                spec.trigger.schedule: there is no time zone "europe/berlin". Did you mean "Europe/Berlin"? Capitals matter.""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"retain: {}", "retain: {last: '0', daily: 0, within: ''}", "retain: {hourly: 0}"})
    void shouldKeepEverythingWhenRetainAsksForNothing(String retain) {
        assertThat(valid(SampleSources.withRestic(retain)).retain()).isInstanceOf(Retain.Everything.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    daily: -3                            | retain.daily "-3" cannot be negative. Write how many to keep, such as daily: "7", or "unlimited".
                    last: "-2"                           | retain.last "-2" cannot be negative. Write how many to keep, such as last: "7", or "unlimited".
                    last: "1 --password-command=sh"      | retain.last "1 --password-command=sh" is no whole number. Write how many to keep, such as last: "7", or "unlimited".
                    last: "1.5"                          | retain.last "1.5" is no whole number. Write how many to keep, such as last: "7", or "unlimited".
                    within: "1d --repo=/x"               | retain.within "1d --repo=/x" is no duration. Write years, months, days and hours, such as within: "1y6m14d12h".
                    within: "-5d"                        | retain.within "-5d" cannot be negative. Write years, months, days and hours, such as within: "1y6m14d12h".
                    withinDaily: "3 weeks"               | retain.withinDaily "3 weeks" is no duration. Write years, months, days and hours, such as withinDaily: "1y6m14d12h".
                    """)
    void shouldRefuseARetainRuleThatIsNoNumberOrSpan(String rule, String message) {
        assertThat(resolver.resolve(SampleSources.withRestic("retain:\n  " + rule)))
                .isEqualTo(new Invalid<>(FailureClass.INVALID_SPEC, "spec.restic." + message));
    }

    @Test
    void shouldNameEveryRetainRuleThatIsWrong() {
        assertThat(resolver.resolve(SampleSources.withRestic("retain: {last: x, daily: 7, within: y}")))
                .isEqualTo(new Invalid<>(
                        FailureClass.INVALID_SPEC,
                        "spec.restic.retain.last \"x\" is no whole number. Write how many to keep, such as last: \"7\", or"
                                + " \"unlimited\". spec.restic.retain.within \"y\" is no duration. Write years, months, days"
                                + " and hours, such as within: \"1y6m14d12h\"."));
    }

    @Test
    void shouldKnowEveryRetainRule() {
        SourceSettings settings = valid(SampleSources.withRestic("""
                retain:
                  last: "1"
                  hourly: 2
                  daily: 3
                  weekly: 4
                  monthly: 5
                  yearly: -1
                  within: 1d
                  withinHourly: 2d
                  withinDaily: 3d
                  withinWeekly: 4d
                  withinMonthly: 5d
                  withinYearly: 6d
                """));

        Retain.ByPolicy retain = (Retain.ByPolicy) settings.retain();
        assertThat(retain.policy().forgetFlags())
                .hasSize(KeepRule.values().length)
                .containsExactly(
                        "--keep-last=1",
                        "--keep-hourly=2",
                        "--keep-daily=3",
                        "--keep-weekly=4",
                        "--keep-monthly=5",
                        "--keep-yearly=unlimited",
                        "--keep-within=1d",
                        "--keep-within-hourly=2d",
                        "--keep-within-daily=3d",
                        "--keep-within-weekly=4d",
                        "--keep-within-monthly=5d",
                        "--keep-within-yearly=6d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "10", "-5m", "1d"})
    void shouldRefuseDurationsThatAreNone(String text) {
        String said = "\"" + text + "\" is not a duration. Write it like 90s, 45m or 1h30m";
        assertInvalid("""
                sourcePVC: photos
                trigger: {schedule: "0 4 * * *", jitter: "%s"}
                restic: {repository: photos-restic}
                """.formatted(text), "spec.trigger.jitter: " + said);
        assertThat(resolver.resolve(SampleSources.withRestic("timeout: \"" + text + "\"")))
                .isEqualTo(new Invalid<>(FailureClass.INVALID_SPEC, "spec.restic.timeout: " + said));
    }

    @Test
    void shouldRefuseATimeoutThatLeavesNoTime() {
        assertThat(resolver.resolve(SampleSources.withRestic("timeout: 0s")))
                .isEqualTo(
                        new Invalid<>(
                                FailureClass.INVALID_SPEC,
                                "spec.restic.timeout: \"0s\" leaves no time at all. Write it like 6h, or leave it out for no limit"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"big", "-1", "0", "10X"})
    void shouldRefuseASizeThatIsNone(String text) {
        assertThat(resolver.resolve(SampleSources.withRestic("exclude: {largerThan: \"" + text + "\"}")))
                .isEqualTo(new Invalid<>(
                        FailureClass.INVALID_SPEC,
                        "spec.restic.exclude.largerThan: \"" + text
                                + "\" is not a size of at least one byte. Write it like 500Mi or 2G"));
    }

    @Test
    void shouldRefuseWordsOfANewerVersionInsteadOfGuessing() {
        Map<String, String> known = Map.of(
                "compression", "auto, off, fastest, better or max",
                "onPartialRead", "Fail or Accept",
                "copyMethod", "Direct, Clone or Snapshot");

        known.forEach((field, values) -> assertThat(resolver.resolve(SampleSources.withRestic(field + ": Novel")))
                .isEqualTo(new Invalid<>(
                        FailureClass.INVALID_SPEC,
                        "spec.restic." + field + " has a value this version of Holdfast does not know. Write "
                                + values)));
    }

    private SourceSettings valid(ReplicationSource source) {
        ResolvedSpec<SourceSettings> resolved = resolver.resolve(source);
        assertThat(resolved).isInstanceOf(Valid.class);
        return ((Valid<SourceSettings>) resolved).settings();
    }

    private void assertInvalid(String spec, String detail) {
        assertThat(resolver.resolve(SampleSources.withSpec(spec)))
                .isEqualTo(new Invalid<>(FailureClass.INVALID_SPEC, detail));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{key: ca.crt}                                        | absent",
                "{secretName: ca}                                     | absent",
                "{secretName: ca, key: ''}                            | absent",
                "{configMapName: trusted, key: ca.crt}                | CONFIG_MAP trusted ca.crt",
                "{configMapName: trusted, secretName: ca, key: a.pem} | SECRET ca a.pem"
            })
    void shouldReadACustomCaAsVolSyncDoes(String written, String meaning) {
        assertThat(valid(SampleSources.withRestic("customCA: " + written))
                        .customCertificate()
                        .map(reference -> reference.kind() + " " + reference.name() + " " + reference.key())
                        .orElse("absent"))
                .isEqualTo(meaning);
    }

    @Test
    void shouldRefuseACustomCaWhoseNameIsNone() {
        assertThat(resolver.resolve(SampleSources.withRestic("customCA: {secretName: ../ca, key: ca.crt}")))
                .isEqualTo(new Invalid<>(
                        FailureClass.INVALID_SPEC,
                        "spec.restic.customCA.secretName: \"../ca\" can be no object's name. Give the name of the Secret with"
                                + " the CA's certificate: small letters, digits, - and ."));
    }
}
