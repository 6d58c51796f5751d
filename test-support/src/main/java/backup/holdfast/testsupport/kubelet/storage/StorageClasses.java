package backup.holdfast.testsupport.kubelet.storage;

import backup.holdfast.testsupport.kubelet.api.KubeApi;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.ArrayList;
import java.util.List;

/** The StorageClasses a test asked for, from start to end. */
public final class StorageClasses {

    private final List<StorageClass> wanted;
    private final List<Runnable> removals = new ArrayList<>();

    public StorageClasses(List<StorageClass> wanted) {
        this.wanted = List.copyOf(wanted);
    }

    /** Volumes are made as soon as they are asked for. */
    public static StorageClass immediate(String name) {
        return of(name, "Immediate");
    }

    /** Volumes are made when a pod wants them. */
    public static StorageClass forFirstConsumer(String name) {
        return of(name, "WaitForFirstConsumer");
    }

    private static StorageClass of(String name, String bindingMode) {
        return new StorageClassBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withProvisioner(VolumeFolders.DRIVER)
                .withVolumeBindingMode(bindingMode)
                .withReclaimPolicy("Delete")
                .withAllowVolumeExpansion(true)
                .build();
    }

    /** Creates them; those that are there stay as they are. */
    public void create(KubeApi api) {
        for (StorageClass one : wanted) {
            if (api.create(one).isPresent()) {
                removals.add(() -> api.attempt(one, () -> api.delete(one)));
            }
        }
    }

    /** Removes those that were created. */
    public void remove() {
        removals.forEach(Runnable::run);
    }
}
