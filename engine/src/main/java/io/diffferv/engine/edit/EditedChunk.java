package io.diffferv.engine.edit;

import java.util.List;

/**
 * What the model made of a chunk and its halo, at working size.
 *
 * @param edited the edited pictures, planes {@code [3, height, width]}, 0 to 1
 * @param baseline what the model makes of the source when nothing is edited; edited minus baseline is the edit
 */
public record EditedChunk(int width, int height, List<float[]> edited, List<float[]> baseline) {
    public EditedChunk {
        edited = List.copyOf(edited);
        baseline = List.copyOf(baseline);
        if (edited.size() != baseline.size()) {
            throw new IllegalArgumentException(edited.size() + " edited, " + baseline.size() + " baseline");
        }
    }

    public int size() {
        return edited.size();
    }
}
