package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffferv.engine.temporal.WindowPlan;
import io.diffferv.engine.video.PictureFormat;
import io.diffferv.engine.video.VideoFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SeamBlendTest {
    private static final PictureFormat PICTURE = Tiny.picture(16, 16, 8);
    private static final int SAMPLES = 3 * 2 * 2;

    /** These two, their sum and difference are whole numbers of a chunk's 16-bit steps. */
    private static final float BASELINE = 0.2f;

    private static final double CHANGE = 0.6;

    @Property(tries = 300)
    void everyFrameComesOnceInOrderAndAConstantChangeStaysConstant(
            @ForAll @IntRange(min = 1, max = 5) int chunk,
            @ForAll @IntRange(max = 4) int halo,
            @ForAll @IntRange(min = 1, max = 17) int frames) {
        List<VideoFrame> clip = clip(frames);

        List<SeamBlend.Blended> blended = blend(new WindowPlan(chunk, halo), clip, at -> CHANGE);

        assertThat(blended).extracting(SeamBlend.Blended::source).containsExactlyElementsOf(clip);
        for (SeamBlend.Blended frame : blended) {
            assertThat(change(frame)).isCloseTo(CHANGE, within(1e-6));
        }
    }

    /** A change that differs by chunk never leaves the range that the chunks span. */
    @Property(tries = 300)
    void aFrameLiesBetweenTheChunksThatSawIt(
            @ForAll @IntRange(min = 1, max = 5) int chunk,
            @ForAll @IntRange(max = 4) int halo,
            @ForAll @IntRange(min = 1, max = 17) int frames) {
        WindowPlan window = new WindowPlan(chunk, halo);

        List<SeamBlend.Blended> blended = blend(window, clip(frames), at -> at.from() / chunk % 2 * CHANGE);

        for (int i = 0; i < blended.size(); i++) {
            double own = i / chunk % 2 * CHANGE;
            assertThat(change(blended.get(i))).isBetween(-1e-6, CHANGE + 1e-6);
            if (halo == 0) {
                assertThat(change(blended.get(i))).isCloseTo(own, within(1e-6));
            }
        }
    }

    /** Chunks of 4 with a halo of 1 fade over the two frames around their border, in thirds. */
    @Test
    void neighboursFadeOverTheFramesThatBothHaveSeen() {
        List<SeamBlend.Blended> blended = blend(new WindowPlan(4, 1), clip(8), at -> at.from() == 0 ? 0 : CHANGE);

        double[] changes = blended.stream().mapToDouble(SeamBlendTest::change).toArray();
        assertThat(changes).containsExactly(new double[] {0, 0, 0, 0.2, 0.4, 0.6, 0.6, 0.6}, within(1e-6));
    }

    @Test
    void nothingWaitsLongerThanTheNextChunkNeedsIt() {
        WindowPlan window = new WindowPlan(4, 1);
        SeamBlend seams = new SeamBlend(window);
        List<VideoFrame> clip = clip(8);

        assertThat(add(seams, window.chunk(0, 8), clip, CHANGE)).hasSize(3);
        assertThat(add(seams, window.chunk(1, 8), clip, CHANGE)).hasSize(4);
        assertThat(seams.rest()).hasSize(1);
        assertThat(seams.rest()).isEmpty();
    }

    private static List<SeamBlend.Blended> blend(
            WindowPlan window, List<VideoFrame> clip, ToDoubleFunction<WindowPlan.Chunk> change) {
        SeamBlend seams = new SeamBlend(window);
        List<SeamBlend.Blended> blended = new ArrayList<>();
        for (long index = 0; index < window.chunks(clip.size()); index++) {
            WindowPlan.Chunk chunk = window.chunk(index, clip.size());
            blended.addAll(add(seams, chunk, clip, change.applyAsDouble(chunk)));
        }
        blended.addAll(seams.rest());
        return blended;
    }

    private static List<SeamBlend.Blended> add(
            SeamBlend seams, WindowPlan.Chunk chunk, List<VideoFrame> clip, double change) {
        List<float[]> edited = Collections.nCopies(chunk.seen(), filled((float) (BASELINE + change)));
        List<float[]> baseline = Collections.nCopies(chunk.seen(), filled(BASELINE));
        return seams.add(
                chunk,
                clip.subList((int) chunk.from(), (int) chunk.to()),
                KeptChunk.of(new EditedChunk(2, 2, edited, baseline)));
    }

    private static float[] filled(float value) {
        float[] picture = new float[SAMPLES];
        Arrays.fill(picture, value);
        return picture;
    }

    private static double change(SeamBlend.Blended frame) {
        float[] edited = frame.edit().edited().samples();
        assertThat(edited).containsOnly(edited[0]);
        assertThat(frame.edit().baseline().samples()).containsOnly(BASELINE);
        return edited[0] - BASELINE;
    }

    private static List<VideoFrame> clip(int frames) {
        List<VideoFrame> clip = new ArrayList<>();
        for (int i = 0; i < frames; i++) {
            clip.add(Tiny.frame(PICTURE, i));
        }
        return clip;
    }
}
