package backup.holdfast.replication.plan;

import backup.holdfast.replication.plan.MoverOutcome.ForgetDone.Verdict;
import backup.holdfast.replication.plan.MoverOutcome.LockVerdict;
import backup.holdfast.replication.retention.KeepRule;
import backup.holdfast.replication.retention.Retain;
import backup.holdfast.replication.retention.RetentionPolicy;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads back what {@link RecordJson} has written. */
enum RecordReader {
    /** Whatever is not fully understood is refused: it could be what keeps data from being deleted. */
    STRICT,
    /** What is not known is passed over, a list that is not there is empty, a word nobody knows has a stand-in. */
    TOLERANT;

    /** What a word is read as that a newer Holdfast has written, where there is a harmless one. */
    private static final Map<Class<?>, Enum<?>> STAND_INS = Map.of(
            FailureClass.class,
            FailureClass.UNKNOWN,
            Verdict.class,
            Verdict.PREVIEW,
            LockVerdict.class,
            LockVerdict.KEPT);

    /** @throws UnreadableException when the fields are not those of such a record */
    <T> T read(Map<?, ?> fields, Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (this == STRICT) {
            refuseUnknown(fields, type, components);
        }
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(fields.get(components[i].getName()), components[i]);
        }
        return make(type, types, values);
    }

    private static void refuseUnknown(Map<?, ?> fields, Class<?> type, RecordComponent[] components) {
        Set<String> known =
                Arrays.stream(components).map(RecordComponent::getName).collect(Collectors.toSet());
        for (Object name : fields.keySet()) {
            if (!known.contains(String.valueOf(name))) {
                throw new UnreadableException("Unrecognized field \"" + name + "\" of " + type.getSimpleName());
            }
        }
    }

    private static <T> T make(Class<T> type, Class<?>[] types, @Nullable Object[] values) {
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new UnreadableException(
                    type.getSimpleName() + ": " + e.getTargetException().getMessage());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " can't be made from its components", e);
        }
    }

    private @Nullable Object value(@Nullable Object json, RecordComponent component) {
        Class<?> type = component.getType();
        if (json == null) {
            return absent(component);
        }
        try {
            if (type == List.class) {
                return elements(json, component);
            }
            return type == Set.class ? new LinkedHashSet<>(elements(json, component)) : convert(json, type);
        } catch (ClassCastException | DateTimeException | ArithmeticException | IllegalArgumentException e) {
            throw new UnreadableException("field " + component.getName() + " is no " + type.getSimpleName());
        }
    }

    /** As the record's constructor takes it, which knows what may be absent. */
    private @Nullable Object absent(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == List.class || type == Set.class) {
            if (this == STRICT) {
                throw new UnreadableException("field " + component.getName() + " is missing");
            }
            return type == List.class ? List.of() : Set.of();
        }
        if (!type.isPrimitive()) {
            return null;
        }
        return type == boolean.class ? (Object) false : convert(0, type);
    }

    private List<Object> elements(Object json, RecordComponent component) {
        Type element = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        List<Object> elements = new ArrayList<>();
        for (Object one : (List<?>) json) {
            if (one == null) {
                throw new UnreadableException("field " + component.getName() + " holds a null");
            }
            elements.add(convert(one, (Class<?>) element));
        }
        return elements;
    }

    private Object convert(Object json, Class<?> type) {
        if (type == String.class) {
            return (String) json;
        }
        if (type == int.class || type == Integer.class) {
            return Math.toIntExact(integer(json));
        }
        if (type == long.class || type == Long.class) {
            return integer(json);
        }
        if (type == double.class || type == Double.class) {
            return ((Number) json).doubleValue();
        }
        if (type == boolean.class || type == Boolean.class) {
            return (Boolean) json;
        }
        if (type.isEnum()) {
            return constant((String) json, type);
        }
        return type == RunId.class || !type.isRecord() ? fromText((String) json, type) : record((Map<?, ?>) json, type);
    }

    private static Object fromText(String text, Class<?> type) {
        if (type == RunId.class) {
            return new RunId(text);
        }
        if (type == Instant.class) {
            return Instant.parse(text);
        }
        if (type == Duration.class) {
            return Duration.parse(text);
        }
        if (type == Path.class) {
            return Path.of(text);
        }
        throw new IllegalStateException("no form in JSON is known for " + type);
    }

    private Object record(Map<?, ?> json, Class<?> type) {
        return type == RetentionPolicy.class ? policy(json) : read(json, type);
    }

    private Object constant(String name, Class<?> type) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        Object standIn = this == TOLERANT ? STAND_INS.get(type) : null;
        if (standIn == null) {
            throw new IllegalArgumentException(name);
        }
        return standIn;
    }

    /** Numbers with a fraction are no integers, not even rounded. */
    private static long integer(Object json) {
        if (json instanceof Integer || json instanceof Long) {
            return ((Number) json).longValue();
        }
        throw new IllegalArgumentException("no integer");
    }

    private static RetentionPolicy policy(Map<?, ?> json) {
        Map<KeepRule, String> written = new EnumMap<>(KeepRule.class);
        json.forEach((field, value) -> written.put(rule(String.valueOf(field)), (String) value));
        if (Retain.parse(written) instanceof Retain.ByPolicy by) {
            return by.policy();
        }
        throw new UnreadableException("not a retention policy: " + written);
    }

    private static KeepRule rule(String field) {
        for (KeepRule rule : KeepRule.values()) {
            if (rule.field().equals(field)) {
                return rule;
            }
        }
        throw new UnreadableException("unknown retention rule " + field);
    }
}
