package backup.holdfast.controller.mover;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Watches of objects that belong to movers, until closed. */
public final class Watches implements AutoCloseable {
    private final List<SharedIndexInformer<?>> informers = new CopyOnWriteArrayList<>();

    /**
     * @param saw told of every object that is there, and of each of its changes
     * @param went told of every object that is gone, as it was seen last
     */
    public <T extends HasMetadata> SharedIndexInformer<T> follow(
            Informable<T> objects, Consumer<T> saw, Consumer<T> went) {
        SharedIndexInformer<T> informer = objects.runnableInformer(0);
        // For good: a controller that stays deaf for longer than a moment would look at its runs far too seldom.
        informer.exceptionHandler((started, error) -> true);
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                saw.accept(object);
            }

            @Override
            public void onUpdate(T before, T object) {
                saw.accept(object);
            }

            @Override
            public void onDelete(T object, boolean stateUnknown) {
                went.accept(object);
            }
        });
        informers.add(informer);
        // Not waited for: with the API server away we start all the same.
        informer.start();
        return informer;
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
    }
}
