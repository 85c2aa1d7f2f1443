package io.diffferv.bridge.farm;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.util.ArrayList;
import java.util.List;

/** All chunks of a plan, for a join. It trusts files only: every hash is looked at. */
final class SoundChunks {
    private SoundChunks() {}

    /**
     * @return a marker for each chunk, in order
     * @throws EditException {@code TRY_AGAIN} when chunks are missing or damaged, {@code PLAN} when they were not computed
     *     alike
     */
    static List<Marker> of(FarmPlan plan, ChunkShelf shelf) {
        List<Marker> markers = new ArrayList<>();
        List<Integer> missing = new ArrayList<>();
        for (Share share : plan.chunks()) {
            shelf.find(share).ifPresentOrElse(markers::add, () -> missing.add(share.i()));
        }
        if (!missing.isEmpty()) {
            throw new EditException(
                    FailureCode.TRY_AGAIN,
                    new Problem(
                            "chunks are missing or damaged: " + ArraySpec.of(missing),
                            shelf.folder().toString(),
                            plan.chunks().size() + " sound ones",
                            String.valueOf(markers.size()),
                            "run 'diffferv farm work' for those again"));
        }
        String conditions = markers.get(0).conditions();
        List<Integer> others = markers.stream()
                .filter(marker -> !marker.conditions().equals(conditions))
                .map(Marker::i)
                .toList();
        if (!others.isEmpty()) {
            throw PlanProblems.refused(
                    "chunks were computed in different ways: chunk 0 and " + ArraySpec.of(others),
                    shelf.folder(),
                    "the conditions " + conditions,
                    markers.get(others.get(0)).conditions(),
                    "delete the markers of one kind and run 'diffferv farm work' again on machines of one kind");
        }
        return markers;
    }
}
