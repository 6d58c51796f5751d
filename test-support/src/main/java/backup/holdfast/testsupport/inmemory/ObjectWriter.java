package backup.holdfast.testsupport.inmemory;

import static java.util.Objects.requireNonNull;

import backup.holdfast.testsupport.inmemory.ResourceType.Trait;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Creates, changes and removes objects, each request as one step. */
final class ObjectWriter {

    private final ObjectStore store;
    private final ObjectRules rules;
    private final SideEffects sideEffects;
    private final ServerSideApply serverSideApply = new ServerSideApply();

    ObjectWriter(ObjectStore store, ObjectRules rules, SideEffects sideEffects) {
        this.store = requireNonNull(store, "store is null");
        this.rules = requireNonNull(rules, "rules is null");
        this.sideEffects = requireNonNull(sideEffects, "sideEffects is null");
    }

    ObjectNode create(Target target, ObjectNode sent, WriteMode mode) {
        return store.exclusively(() -> {
            ObjectNode object = rules.created(target.type(), target.namespace(), sent);
            String name = Json.metadata(object, "name");
            checkNamespace(target);
            ObjectKey key = ObjectKey.of(target.type(), target.namespace(), name);
            if (store.get(key).isPresent()) {
                throw ApiFailure.alreadyExists(target.type(), name);
            }
            sideEffects.beforeStored(target.type(), object);
            return keep(target.type(), key, object, mode);
        });
    }

    ObjectNode replace(Target target, ObjectNode sent, WriteMode mode) {
        if (target.type().has(Trait.CUSTOM)
                && Json.metadata(sent, "resourceVersion").isEmpty()) {
            throw ApiFailure.invalid(
                    target.type(),
                    target.name(),
                    "metadata.resourceVersion: Invalid value: 0x0: must be specified for an update");
        }
        return store.exclusively(() -> change(target, existing(target), sent, mode));
    }

    ObjectNode patch(Target target, Patch patch, WriteMode mode) {
        return store.exclusively(() -> {
            ObjectNode old = existing(target);
            ObjectNode seen = target.subresource().equals("scale") ? Scale.of(target.type(), old) : old;
            return change(target, old, patch.applyTo(inVersion(target.type(), seen)), mode);
        });
    }

    /** Server-side apply: creates the object where there is none. */
    Applied apply(Target target, ObjectNode configuration, String manager, WriteMode mode) {
        return store.exclusively(() -> {
            Optional<ObjectNode> old = store.get(target.key());
            ObjectNode stored;
            if (old.isPresent()) {
                ObjectNode wanted = serverSideApply.apply(
                        inVersion(target.type(), old.get()), configuration, manager, target.subresource());
                stored = change(target, old.get(), wanted, mode);
            } else if (target.subresource().isEmpty()) {
                ObjectNode named = configuration.deepCopy();
                Json.metadata(named).put("name", target.name());
                stored = create(target, named, mode);
            } else {
                throw ApiFailure.notFound(target.type(), target.name());
            }
            if (mode == WriteMode.PERSIST) {
                serverSideApply.remember(stored, configuration, manager, target.subresource());
            }
            return old.isPresent() ? new Applied.Changed(stored) : new Applied.Created(stored);
        });
    }

    /** Puts a pod on a node, once. */
    ObjectNode bind(Target target, ObjectNode binding, WriteMode mode) {
        return store.exclusively(() -> {
            ObjectNode old = existing(target);
            if (old.at("/spec").hasNonNull("nodeName")) {
                throw ApiFailure.conflict(
                        target.type(),
                        target.name(),
                        "pod " + target.name() + " is already assigned to node \""
                                + old.at("/spec/nodeName").asText() + "\"");
            }
            ObjectNode bound = old.deepCopy();
            bound.withObject("/spec").set("nodeName", binding.at("/target/name"));
            return keep(target.type(), target.key(), bound, mode);
        });
    }

    /** Removes the object, or marks it where finalizers or its grace hold it: then that is what is returned. */
    Optional<ObjectNode> delete(Target target, DeleteConditions conditions, WriteMode mode) {
        return store.exclusively(() -> {
            ObjectNode old = existing(target);
            conditions.check(target.type(), old);
            long grace = conditions.graceFor(target.type(), old);
            if (ObjectRules.hasFinalizers(old) || grace > 0) {
                ObjectNode terminating = rules.terminating(old, grace);
                return Optional.of(
                        terminating.equals(old) ? old : keep(target.type(), target.key(), terminating, mode));
            }
            if (mode == WriteMode.PERSIST) {
                remove(target);
            }
            return Optional.empty();
        });
    }

    private ObjectNode change(Target target, ObjectNode old, ObjectNode sent, WriteMode mode) {
        ResourceType type = target.type();
        ObjectNode current = inVersion(type, old);
        ObjectNode changed = switch (target.subresource()) {
            case "" -> rules.replaced(type, current, sent);
            case "status" -> rules.withStatus(type, current, sent);
            case "scale" -> rules.replaced(type, current, Scale.applyTo(type, current, sent));
            case "finalize" -> current;
            default -> throw ApiFailure.noSuchResource();
        };
        sideEffects.beforeStored(type, changed);
        // What changes nothing is not a change: no new version, no event.
        ObjectNode stored = changed.equals(current) ? current : keep(target.type(), target.key(), changed, mode);
        if (mode == WriteMode.PERSIST && ObjectRules.isShutDown(stored) && !ObjectRules.hasFinalizers(stored)) {
            remove(target);
        }
        return target.subresource().equals("scale") ? Scale.of(type, stored) : stored;
    }

    private ObjectNode keep(ResourceType type, ObjectKey key, ObjectNode object, WriteMode mode) {
        return switch (mode) {
            case PERSIST -> {
                ObjectNode stored = store.put(key, object);
                sideEffects.afterStored(type, stored);
                yield stored;
            }
            case DRY_RUN -> object;
        };
    }

    private void remove(Target target) {
        ObjectNode removed = store.remove(target.key());
        serverSideApply.forget(removed);
        sideEffects.afterRemoved(target.type(), removed);
    }

    private ObjectNode existing(Target target) {
        return store.get(target.key()).orElseThrow(() -> ApiFailure.notFound(target.type(), target.name()));
    }

    private void checkNamespace(Target target) {
        if (target.type().has(Trait.NAMESPACED)
                && store.get(new ObjectKey("", "namespaces", "", target.namespace()))
                        .isEmpty()) {
            throw ApiFailure.noNamespace(target.namespace());
        }
    }

    /** Several versions of a definition are one object: it is shown in the version that is asked for. */
    static ObjectNode inVersion(ResourceType type, ObjectNode object) {
        if (object.path("apiVersion").asText().equals(type.apiVersion())) {
            return object;
        }
        return object.deepCopy().put("apiVersion", type.apiVersion());
    }

    /** What server-side apply came to. */
    sealed interface Applied {
        ObjectNode object();

        record Created(ObjectNode object) implements Applied {}

        record Changed(ObjectNode object) implements Applied {}
    }
}
