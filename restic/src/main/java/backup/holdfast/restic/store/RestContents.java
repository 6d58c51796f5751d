package backup.holdfast.restic.store;

import backup.holdfast.restic.store.RestPage.Finding;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a REST server says of the parts of a repository.
 *
 * @param names of the parts in which something lies
 * @param unknown of the parts of which it says 404
 */
record RestContents(List<String> names, List<String> unknown) {

    static final RestContents NOT_ASKED = new RestContents(List.of(), List.of());

    RestContents {
        names = List.copyOf(names);
        unknown = List.copyOf(unknown);
    }

    RestContents with(RepositoryPart part, Finding finding, boolean isEmpty) {
        String name = part.fileName() + "/";
        return switch (finding) {
            case LISTED -> isEmpty ? this : new RestContents(and(names, name), unknown);
            case NOT_FOUND -> new RestContents(names, and(unknown, name));
        };
    }

    /** Something that lies there proves itself; that nothing does is proven by lists, and not by 404. */
    boolean isProof() {
        return !names.isEmpty() || unknown.isEmpty();
    }

    private static List<String> and(List<String> names, String name) {
        return Stream.concat(names.stream(), Stream.of(name)).toList();
    }
}
