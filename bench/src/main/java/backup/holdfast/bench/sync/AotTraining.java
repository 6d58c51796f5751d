package backup.holdfast.bench.sync;

import backup.holdfast.testsupport.files.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes the AOT cache an image would ship: by one backup that retention follows. */
final class AotTraining {
    private final Rig rig;

    AotTraining(Rig rig) {
        this.rig = rig;
    }

    /** The JVM with its cache, where JDK and class path allow one. */
    MoverJvm train(Jdk jdk) {
        MoverJvm plain = new MoverJvm(jdk, Optional.empty());
        if (jdk.release() < Jdk.FIRST_WITH_AOT_CACHE) {
            return plain;
        }
        if (MoverJvm.classpath(System.getProperty("java.class.path")).contains("classes")) {
            rig.say().accept("  no AOT cache: the class path holds folders, and caches are made of jars only");
            return plain;
        }
        try {
            Path folder = rig.folder().resolve("aot-" + jdk.release());
            Path volume = folder.resolveSibling("aot-volume");
            FileTrees.delete(volume);
            FileTrees.many(volume, 3, 1000);
            Site site = Site.onDisk(rig.restic(), volume, folder).withRepository();
            Path cache = folder.resolve("mover.aot");
            MoverContender mover = new MoverContender(plain, Plans.of(site, rig.clock()), 1);
            mover.sync();
            Files.write(volume.resolve("changed"), List.of("so that there is something to forget"));
            mover.move(Plans.of(site, rig.clock()).backup(mover.host(), 1), shell -> {}, "-XX:AOTCacheOutput=" + cache);
            return Files.exists(cache) ? new MoverJvm(jdk, Optional.of(cache)) : plain;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make an AOT cache", e);
        }
    }
}
