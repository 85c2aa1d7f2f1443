package io.diffferv.engine.edit;

import java.util.List;
import java.util.Optional;

/** Keeps the latents of inversions, so that a second prompt on the same clip need not invert it again. */
public interface LatentStore {
    /** Forgets everything. */
    LatentStore NONE = new LatentStore() {
        @Override
        public Optional<List<float[]>> find(String key, int levels, int values) {
            return Optional.empty();
        }

        @Override
        public void keep(String key, List<float[]> levels) {
            // Nothing is kept.
        }
    };

    /**
     * @param key hash of everything that decides the latents
     * @param levels number of noise levels, the clean one included
     * @param values numbers in each
     * @return the levels' values in order, or nothing
     */
    Optional<List<float[]>> find(String key, int levels, int values);

    void keep(String key, List<float[]> levels);
}
