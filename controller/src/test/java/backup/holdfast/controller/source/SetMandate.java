package backup.holdfast.controller.source;

import backup.holdfast.controller.stewardship.Mandate;
import backup.holdfast.controller.stewardship.Mandate.Foreign;
import backup.holdfast.controller.stewardship.Mandate.Full;
import backup.holdfast.controller.stewardship.Mandate.HandsOff;
import backup.holdfast.controller.stewardship.Stewardship;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The mandate that a test sets, the same for every object; a full one until then. */
public final class SetMandate implements Stewardship {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile Mandate mandate = new Full();

    public void set(Mandate now) {
        mandate = now;
    }

    public List<String> told() {
        return List.copyOf(told);
    }

    @Override
    public boolean owns(HasMetadata object) {
        return !(mandate instanceof Foreign);
    }

    @Override
    public Mandate over(HasMetadata object) {
        return mandate;
    }

    @Override
    public void tell(HasMetadata object, HandsOff why) {
        told.add(object.getMetadata().getName() + ": " + why.why());
    }
}
