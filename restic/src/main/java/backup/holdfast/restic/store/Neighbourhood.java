package backup.holdfast.restic.store;

import static java.util.Objects.requireNonNull;

import backup.holdfast.restic.repository.RepositoryLocation;
import backup.holdfast.restic.store.Siblings.Coverage;
import backup.holdfast.restic.store.StoreFailure.Kind;
import backup.holdfast.restic.store.StoreResult.Answered;
import backup.holdfast.restic.store.StoreResult.Failed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks for repositories where a typing error in a path, a part too many or a part too few would have hidden them: below the place,
 * above it, beside it, at the top, and under the same name in another folder of the top.
 */
final class Neighbourhood {

    private final Places places;
    private final int mostCandidates;
    private Coverage coverage = Coverage.COMPLETE;

    Neighbourhood(Places places, int mostCandidates) {
        this.places = requireNonNull(places, "places is null");
        this.mostCandidates = mostCandidates;
    }

    StoreResult<Siblings> search(int limit) {
        return candidates().then(candidates -> probe(candidates, limit));
    }

    private StoreResult<Siblings> probe(Set<String> candidates, int limit) {
        List<RepositoryLocation> found = new ArrayList<>();
        int probed = 0;
        for (String candidate : byLikeness(candidates)) {
            if (found.size() == limit || probed == mostCandidates) {
                coverage = Coverage.PARTIAL;
                break;
            }
            probed++;
            StoreResult<Boolean> answer = places.holdsRepository(candidate);
            if (answer instanceof Failed<Boolean> failed && !isDenied(failed)) {
                return new Failed<>(failed.failure());
            }
            if (answer instanceof Failed<Boolean>) {
                coverage = Coverage.PARTIAL;
            } else if (answer.answer().orElse(false)) {
                found.add(places.location(candidate));
            }
        }
        return new Answered<>(new Siblings(found, coverage));
    }

    private StoreResult<Set<String>> candidates() {
        String own = places.own();
        Set<String> listed = new LinkedHashSet<>(List.of(own, parent(own), ""));
        Set<String> candidates = new TreeSet<>();
        List<StoreFailure> denials = new ArrayList<>();
        for (String place : listed) {
            StoreResult<List<String>> answer = places.folders(place);
            if (answer instanceof Failed<List<String>> failed) {
                if (!isDenied(failed)) {
                    return new Failed<>(failed.failure());
                }
                denials.add(failed.failure());
            }
            candidates.addAll(answer.answer().orElse(List.of()));
        }
        if (denials.size() == listed.size()) {
            return new Failed<>(denials.get(0));
        }
        if (!denials.isEmpty()) {
            coverage = Coverage.PARTIAL;
        }
        addNamesakes(own, candidates);
        addAncestors(own, candidates);
        candidates.removeIf(it -> it.equals(own) || isPartOf(own, it));
        return new Answered<>(candidates);
    }

    /** {@code top/rest} of every folder of the top. */
    private static void addNamesakes(String own, Set<String> candidates) {
        int slash = own.indexOf('/');
        if (slash > 0) {
            for (String place : List.copyOf(candidates)) {
                if (place.indexOf('/') < 0) {
                    candidates.add(place + own.substring(slash));
                }
            }
        }
    }

    private static void addAncestors(String own, Set<String> candidates) {
        String place = own;
        while (!place.isEmpty()) {
            place = parent(place);
            candidates.add(place);
        }
    }

    /** Whether a place is a folder of restic's layout in the repository itself. */
    private static boolean isPartOf(String own, String place) {
        return parent(place).equals(own)
                && RepositoryPart.ofFolder(place.substring(place.lastIndexOf('/') + 1))
                        .isPresent();
    }

    private List<String> byLikeness(Set<String> candidates) {
        EditDistance distance = new EditDistance(places.own());
        return candidates.stream()
                .sorted(Comparator.comparingInt(distance::to).thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static boolean isDenied(Failed<?> failed) {
        return failed.failure().kind() == Kind.ACCESS_DENIED;
    }

    private static String parent(String place) {
        int slash = place.lastIndexOf('/');
        return slash < 0 ? "" : place.substring(0, slash);
    }
}
