package backup.holdfast.testsupport.kubelet;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.kubelet.sandbox.Mount;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The images this machine has, and which of them cannot be pulled just now. */
final class ImageStore {

    private final Path folder;
    private final Map<String, ContainerImage> images;
    private final Map<ContainerImage, List<Mount>> unpacked = new HashMap<>();
    private final Set<String> withheld = ConcurrentHashMap.newKeySet();

    ImageStore(Path folder, Map<String, ContainerImage> images) {
        this.folder = requireNonNull(folder, "folder is null");
        this.images = Map.copyOf(images);
    }

    /** Whether there is such an image, whether or not it can be pulled. */
    boolean knows(String reference) {
        return key(reference).isPresent();
    }

    /** The image a container asks for; empty if it cannot be pulled. */
    Optional<ContainerImage> pull(String reference) {
        return key(reference).filter(key -> !withheld.contains(key)).map(images::get);
    }

    void withhold(String name) {
        withheld.add(key(name).orElseThrow(() -> new IllegalArgumentException("no image " + name)));
    }

    void release() {
        withheld.clear();
    }

    /** How containers see the image's files. */
    List<Mount> unpack(ContainerImage image) throws IOException {
        List<Mount> mounts = unpacked.get(image);
        if (mounts == null) {
            mounts = link(image, folder.resolve(Integer.toString(unpacked.size())));
            unpacked.put(image, mounts);
        }
        return mounts;
    }

    /** By the whole reference, or by the last part of its repository alone. */
    private Optional<String> key(String reference) {
        if (images.containsKey(reference)) {
            return Optional.of(reference);
        }
        String lastPart = reference.substring(reference.lastIndexOf('/') + 1).replaceFirst("[:@].*", "");
        return Optional.of(lastPart).filter(images::containsKey);
    }

    /** Files are linked into one folder, so that it takes one mount to show them; folders are mounted where they are. */
    private static List<Mount> link(ContainerImage image, Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Mount> mounts = new ArrayList<>(List.of(new Mount(folder, ContainerImage.FOLDER, Mount.Access.READ_ONLY)));
        for (Map.Entry<String, Path> file : image.files().entrySet()) {
            Path place = folder.resolve(file.getKey());
            Path source = file.getValue().toRealPath();
            if (Files.isDirectory(source)) {
                Files.createDirectories(place);
                mounts.add(new Mount(source, ContainerImage.FOLDER + "/" + file.getKey(), Mount.Access.READ_ONLY));
            } else {
                Files.createDirectories(place.getParent());
                linkFile(source, place);
            }
        }
        return mounts;
    }

    private static void linkFile(Path source, Path place) throws IOException {
        try {
            Files.createLink(place, source);
        } catch (FileSystemException | UnsupportedOperationException e) {
            // On another file system.
            Files.copy(source, place, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
