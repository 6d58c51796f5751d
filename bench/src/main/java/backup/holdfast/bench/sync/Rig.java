package backup.holdfast.bench.sync;

import backup.holdfast.bench.sync.Options.Scale;
import backup.holdfast.restic.ResticBinary;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/**
 * What every goal is measured with.
 *
 * @param folder everything is written below it
 * @param jvms ways to start the mover; the last is what ships and what is judged
 * @param say tells a person what is going on
 */
record Rig(
        Scale scale,
        int rounds,
        ResticBinary restic,
        Store store,
        Path folder,
        List<MoverJvm> jvms,
        Clock clock,
        Consumer<String> say) {
    /** More than any comparison makes: a policy that is applied and removes nothing. */
    static final int KEEP_ALL = 5000;

    Rig {
        jvms = List.copyOf(jvms);
    }

    /** The same, with these ways to start the mover. */
    Rig with(List<MoverJvm> otherJvms) {
        return new Rig(scale, rounds, restic, store, folder, otherJvms, clock, say);
    }

    MoverJvm judged() {
        return jvms.get(jvms.size() - 1);
    }

    /** The volume of the steady syncs: 10 000 files, 1 GiB. */
    Volume volume() {
        return switch (scale) {
            case QUICK -> Volume.create(folder.resolve("volume-quick"), 300, 10 * 1024);
            case FULL -> Volume.create(folder.resolve("volume"), 10_000, 105 * 1024);
        };
    }

    /** A site with a new repository in a bucket of its own. */
    Site site(String name, Path volume) {
        Site site = Site.inBucket(restic, volume, folder.resolve("site-" + name), store.bucket(name), store);
        return switch (scale) {
            case QUICK -> site.withAnyRepository();
            case FULL -> site.withRepository();
        };
    }

    MoverContender mover(Site site, int keepLast) {
        return new MoverContender(judged(), Plans.of(site, clock), keepLast);
    }
}
