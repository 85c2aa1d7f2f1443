package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffferv.engine.video.ColourTags;
import io.diffferv.engine.video.PictureFormat;
import io.diffferv.engine.video.PixelLayout;
import io.diffferv.engine.video.PixelLayout.Family;
import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.video.Rotation;
import io.diffferv.engine.video.VideoFrame;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompositorTest {
    private static final int WIDTH = 48;
    private static final int HEIGHT = 40;
    private static final int WORKING = 64;

    /** Small enough that the source's own detail stays. */
    private static final float SMALL = 0.05f;

    private static final float LARGE = 0.5f;

    private final VideoFrame source = Tiny.frame(Tiny.picture(WIDTH, HEIGHT, 10), 0);
    private final RgbImage baseline = source.upright(WORKING, WORKING);

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void whatIsNotEditedStaysTheSourcesOwn(double strength) {
        RgbImage blurred = filled(0.4f);

        VideoFrame out = new Compositor(Composite.RESIDUAL, strength).apply(source, blurred, blurred);

        for (int plane = 0; plane < 3; plane++) {
            assertThat(out.plane(plane)).isEqualTo(source.plane(plane));
        }
    }

    @ParameterizedTest
    @EnumSource(Composite.class)
    void strengthZeroIsTheSourceItself(Composite composite) {
        assertThat(new Compositor(composite, 0).apply(source, filled(0.9f), baseline))
                .isSameAs(source);
    }

    @ParameterizedTest
    @EnumSource(Composite.class)
    void aFramesTimeStays(Composite composite) {
        VideoFrame out = new Compositor(composite, 1).apply(source, filled(0.9f), baseline);

        assertThat(out.pts()).isEqualTo(source.pts());
        assertThat(out.duration()).isEqualTo(source.duration());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.5, 1, 2})
    void aSmallChangeIsAddedByItsStrength(double strength) {
        VideoFrame out = new Compositor(Composite.RESIDUAL, strength).apply(source, brighter(SMALL), baseline);

        for (int i = 0; i < out.upright().samples().length; i++) {
            double change = out.upright().samples()[i] - source.upright().samples()[i];
            assertThat(change).isCloseTo(strength * SMALL, within(0.004));
        }
    }

    /** Detail of the source that the model does not see survives a small change and goes under a large one. */
    @Test
    void theSourcesDetailGivesWayToALargeChange() {
        RgbImage smooth = filled(0.3f);
        float[] own = source.upright().samples();

        float[] small = composite(Composite.RESIDUAL, smooth, SMALL).upright().samples();
        float[] large = composite(Composite.RESIDUAL, smooth, LARGE).upright().samples();

        double detailAfterSmall = 0;
        double detailAfterLarge = 0;
        double detail = 0;
        for (int i = 0; i < own.length; i++) {
            detail = Math.max(detail, Math.abs(own[i] - 0.3));
            detailAfterSmall = Math.max(detailAfterSmall, Math.abs(small[i] - 0.3 - SMALL));
            detailAfterLarge = Math.max(detailAfterLarge, Math.abs(large[i] - 0.3 - LARGE));
        }
        assertThat(detailAfterSmall).isCloseTo(detail, within(0.01));
        assertThat(detailAfterLarge).isLessThan(0.01);
    }

    @Test
    void fullShowsTheModelsPictureAlone() {
        float[] out = composite(Composite.FULL, filled(0.3f), SMALL).upright().samples();

        for (float value : out) {
            assertThat(value).isCloseTo(0.3f + SMALL, within(0.006f));
        }
    }

    /**
     * Against the same formula over whole pictures, with OpenCV's scaling and however the file lies: no sample is further
     * off than the last step of its rounding, and of a hundred one at most.
     */
    @ParameterizedTest
    @EnumSource(Rotation.class)
    void rowsMakeTheSamePictureAsWholePlanes(Rotation rotation) {
        for (PixelLayout layout : List.of(
                new PixelLayout(Family.YUV, 8, 1, 1, false),
                new PixelLayout(Family.YUV, 10, 1, 0, true),
                new PixelLayout(Family.RGB, 8, 0, 0, false),
                new PixelLayout(Family.RGB, 16, 0, 0, true),
                new PixelLayout(Family.GRAY, 8, 0, 0, false))) {
            for (Composite composite : Composite.values()) {
                for (double strength : new double[] {0.7, 1, 2}) {
                    // Grown, shrunk, and one side each.
                    assertSame(picture(layout, 150, 106, rotation), composite, strength, 64);
                    assertSame(picture(layout, 61, 47, rotation), composite, strength, 64);
                    assertSame(picture(layout, 97, 43, rotation), composite, strength, 64);
                    assertSame(picture(layout, 64, 64, rotation), composite, strength, 64);
                }
            }
        }
    }

    private static PictureFormat picture(PixelLayout layout, int width, int height, Rotation rotation) {
        return new PictureFormat(width, height, layout, ColourTags.UNTAGGED, rotation);
    }

    private static void assertSame(PictureFormat picture, Composite composite, double strength, int working) {
        VideoFrame frame = Tiny.frame(picture, 0);
        RgbImage baseline = frame.upright(working, working);
        RgbImage edited = edited(baseline);

        VideoFrame rows = new Compositor(composite, strength).apply(frame, edited, baseline);

        VideoFrame whole = frame.plus(PlainComposite.delta(composite, strength, frame, edited, baseline));
        // A float has 24 bits: of samples of 16 bits, 8 are left for the sums on the way.
        int most = picture.layout().depth() > 10 ? 4 : 1;
        int off = 0;
        int samples = 0;
        for (int plane = 0; plane < picture.layout().planes(); plane++) {
            for (int i = 0; i < rows.plane(plane).length; i++) {
                int difference = (rows.plane(plane)[i] & 0xffff) - (whole.plane(plane)[i] & 0xffff);
                assertThat(Math.abs(difference)).as("%s %s", picture, composite).isLessThanOrEqualTo(most);
                off += difference == 0 ? 0 : 1;
                samples++;
            }
        }
        if (picture.layout().depth() <= 10) {
            assertThat(off).as("%s %s", picture, composite).isLessThanOrEqualTo(samples / 100 + 1);
        }
    }

    /** Small changes, large ones, a sharp border, and a half that is not edited. */
    private static RgbImage edited(RgbImage baseline) {
        float[] samples = baseline.samples().clone();
        int width = baseline.width();
        Random random = new Random(1);
        for (int i = 0; i < samples.length; i++) {
            int row = i / width % baseline.height();
            float by = row < baseline.height() / 2 ? 0 : i % width < width / 2 ? 0.1f * random.nextFloat() : 0.6f;
            samples[i] = Math.min(1, samples[i] + by);
        }
        return new RgbImage(width, baseline.height(), samples);
    }

    private VideoFrame composite(Composite composite, RgbImage model, float change) {
        return new Compositor(composite, 1).apply(source, filled(model.samples()[0] + change), model);
    }

    private RgbImage brighter(float by) {
        float[] samples = baseline.samples().clone();
        for (int i = 0; i < samples.length; i++) {
            samples[i] += by;
        }
        return new RgbImage(WORKING, WORKING, samples);
    }

    private static RgbImage filled(float value) {
        float[] samples = new float[3 * WORKING * WORKING];
        Arrays.fill(samples, value);
        return new RgbImage(WORKING, WORKING, samples);
    }
}
