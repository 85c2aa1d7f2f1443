package io.diffferv.engine.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Which picture, placement, caption, noise and timestep each sample of a run is, from its number alone. */
final class Samples {
    /**
     * @param latents scaled, {@code [4, size / 8, size / 8]}, row-major
     * @param noise ε, like them
     * @param t timestep, from 0
     */
    record Sample(float[] latents, float[] noise, int t, String caption) {}

    private final LatentSet faces;
    private final LatentSet general;
    private final SpecializationSettings settings;
    private final int timesteps;
    private List<Integer> order = List.of();
    private long orderedEpoch = -1;

    /** @param general null for none */
    Samples(LatentSet faces, LatentSet general, SpecializationSettings settings, int timesteps) {
        this.faces = faces;
        this.general = general;
        this.settings = settings;
        this.timesteps = timesteps;
    }

    /** @param number from 0, over all steps */
    Sample at(long number) {
        Random random = Draw.of(settings.seed(), Draw.Purpose.SAMPLE, number);
        boolean isGeneral = random.nextDouble() < settings.generalShare() && general != null;
        LatentSet set = isGeneral ? general : faces;
        int picture = isGeneral ? random.nextInt(general.size()) : face(number);
        float[] latents = set.latents(picture, random.nextInt(set.variants()));
        String caption = random.nextDouble() < settings.captionDropout() ? "" : set.caption(picture);
        int t = random.nextInt(timesteps);
        return new Sample(latents, Draw.gaussians(random, latents.length), t, caption);
    }

    /** Every face once in each pass over them, in another order each time. */
    private int face(long number) {
        long epoch = number / faces.size();
        if (epoch != orderedEpoch) {
            List<Integer> shuffled = new ArrayList<>();
            for (int i = 0; i < faces.size(); i++) {
                shuffled.add(i);
            }
            Collections.shuffle(shuffled, Draw.of(settings.seed(), Draw.Purpose.ORDER, epoch));
            order = shuffled;
            orderedEpoch = epoch;
        }
        return order.get((int) (number % faces.size()));
    }
}
