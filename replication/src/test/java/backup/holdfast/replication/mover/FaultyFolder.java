package backup.holdfast.replication.mover;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;

import backup.holdfast.testsupport.files.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A folder, as on a file server. Its moments are files that come or go, of which it hears a little later. What goes wrong is that the file server is gone and its mount
 * point empty.
 */
final class FaultyFolder implements FaultyStore {
    private final Path root;
    private final Path elsewhere;
    private final WatchService watch;
    private final AtomicReference<Happening> next = new AtomicReference<>(new Happening(0, () -> {}));

    /** What happens when so many files have come or gone. */
    private static final class Happening {
        private final Runnable what;
        private int left;

        Happening(int moment, Runnable what) {
            this.left = moment;
            this.what = what;
        }

        synchronized void count() {
            left--;
            if (left == 0) {
                what.run();
            }
        }

        synchronized boolean hasCome() {
            return left <= 0;
        }
    }

    /** @param root with the content of the repository */
    FaultyFolder(Path root) throws IOException {
        this.root = root;
        elsewhere = root.resolveSibling(root.getFileName() + "-out-of-reach");
        for (int i = 0; i < 256; i++) {
            Files.createDirectories(root.resolve("data").resolve("%02x".formatted(i)));
        }
        watch = root.getFileSystem().newWatchService();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                folder.register(watch, ENTRY_CREATE, ENTRY_DELETE);
            }
        }
        Thread thread = new Thread(this::watch, "faulty-folder");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (true) {
                WatchKey key = watch.take();
                for (WatchEvent<?> event : key.pollEvents()) {
                    for (int i = 0; i < event.count(); i++) {
                        next.get().count();
                    }
                }
                key.reset();
            }
        } catch (ClosedWatchServiceException end) {
            // Closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("RESTIC_REPOSITORY", root.toString());
    }

    @Override
    public List<Mishap> mishaps() {
        return List.of(new Mishap(
                "GONE",
                (moment, meanwhile) -> arm(moment, () -> {
                    meanwhile.run();
                    unmount();
                })));
    }

    @Override
    public List<Mishap> companions() {
        return List.of(new Mishap("NONE", this::arm));
    }

    private BooleanSupplier arm(int moment, Runnable what) {
        Happening happening = new Happening(moment, what);
        next.set(happening);
        return happening::hasCome;
    }

    @Override
    public int moments(FaultWorld.Operation operation) {
        return switch (operation) {
            case SYNC -> 34;
            case FORGET_AND_PRUNE -> 20;
            case PRUNE -> 14;
            case RESTORE -> 4;
        };
    }

    private void unmount() {
        try {
            Files.move(root, elsewhere);
            Files.createDirectory(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void behaveWell() {
        next.set(new Happening(0, () -> {}));
        if (Files.exists(elsewhere)) {
            try {
                // What was written where nothing was mounted.
                FileTrees.delete(root);
                Files.move(elsewhere, root);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public boolean isIdle() {
        return true;
    }

    @Override
    public void close() {
        try {
            watch.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
