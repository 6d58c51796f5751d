package backup.holdfast.restic.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Options in the order they were given. Every value is part of its option's own element ({@code --exclude=-x}), so that no value
 * can be read as an option.
 */
record Arguments(List<String> elements) {

    static final Arguments NONE = new Arguments(List.of());

    Arguments {
        elements = List.copyOf(elements);
    }

    Arguments flag(String name) {
        return elements.contains(name) ? this : with(name);
    }

    /** Adds one more value of an option that may be repeated. */
    Arguments add(String name, String value) {
        requireNoNul(value);
        return with(name + "=" + value);
    }

    /** Gives an option its only value, in the place of an earlier one. */
    Arguments set(String name, String value) {
        return without(name).add(name, value);
    }

    private Arguments without(String name) {
        return new Arguments(
                elements.stream().filter(element -> !isOf(element, name)).toList());
    }

    private Arguments with(String element) {
        List<String> more = new ArrayList<>(elements);
        more.add(element);
        return new Arguments(more);
    }

    Stream<String> stream() {
        return elements.stream();
    }

    private static boolean isOf(String element, String name) {
        return element.equals(name) || element.startsWith(name + "=");
    }

    private static void requireNoNul(String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an argument can't hold a NUL character");
        }
    }
}
