package io.diffferv.engine.train;

import java.util.Random;
import java.util.SplittableRandom;

/**
 * Random numbers that depend on nothing but the seed and what they are for, so that the number of the next step is all
 * of the random state that a resumed run needs.
 */
final class Draw {
    /** What is drawn: numbers of one purpose say nothing about those of another. */
    enum Purpose {
        SAMPLE,
        ORDER,
        PLACEMENT,
        VALIDATION
    }

    private Draw() {}

    static Random of(long seed, Purpose purpose, long index) {
        long mixed = new SplittableRandom(seed ^ (purpose.ordinal() * 0x9E3779B97F4A7C15L)).nextLong();
        return new Random(new SplittableRandom(mixed + index).nextLong());
    }

    static float[] gaussians(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
