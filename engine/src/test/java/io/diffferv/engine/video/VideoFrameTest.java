package io.diffferv.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.diffferv.engine.video.PixelLayout.Family;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class VideoFrameTest {
    @Provide
    Arbitrary<PictureFormat> pictures() {
        Arbitrary<PixelLayout> layouts = Combinators.combine(
                        Arbitraries.of(Family.class),
                        Arbitraries.of(8, 9, 10, 12, 14, 16),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.of(true, false))
                .as((family, depth, x, y, alpha) -> family == Family.YUV
                        ? new PixelLayout(family, depth, x, y, alpha)
                        : new PixelLayout(family, depth, 0, 0, alpha));
        Arbitrary<ColourTags> tags = Combinators.combine(
                        Arbitraries.of(0, 1, 2), Arbitraries.of(1, 2, 5, 6, 7, 9), Arbitraries.of(0, 1, 2, 3, 4))
                .as((range, matrix, location) -> new ColourTags(range, matrix, 2, 2, location));
        Arbitrary<Integer> sides = Arbitraries.integers().between(1, 40);
        return Combinators.combine(sides, sides, layouts, tags, Arbitraries.of(Rotation.class))
                .as(PictureFormat::new);
    }

    @Property(tries = 300)
    void addingNothingChangesNothing(@ForAll("pictures") PictureFormat picture, @ForAll int seed) {
        VideoFrame frame = Clips.frame(picture, seed, 0, 1);
        VideoFrame same = frame.plus(RgbImage.black(picture.uprightWidth(), picture.uprightHeight()));
        Clips.assertSameSamples(same, frame);
    }

    @Property(tries = 300)
    void sumsStayWithinTheDepthAndAlphaStays(@ForAll("pictures") PictureFormat picture, @ForAll int seed) {
        VideoFrame frame = Clips.frame(picture, seed, 0, 1);
        VideoFrame sum = frame.plus(noise(picture, seed, 4));
        int maximum = picture.layout().maximum();
        for (int plane = 0; plane < picture.layout().planes(); plane++) {
            for (short sample : sum.plane(plane)) {
                assertThat(sample & 0xffff).isBetween(0, maximum);
            }
        }
        if (picture.layout().alpha()) {
            int alpha = picture.layout().planes() - 1;
            assertThat(sum.plane(alpha)).isEqualTo(frame.plane(alpha));
        }
    }

    /** A grey picture plus a smooth difference shows that difference, up to the rounding of its samples. */
    @Property(tries = 200)
    void whatIsAddedIsSeen(@ForAll("pictures") PictureFormat picture, @ForAll int seed) {
        VideoFrame grey = grey(picture);
        RgbImage before = grey.upright();
        float red = new Random(seed).nextFloat() * 0.2f - 0.1f;
        boolean colour = picture.layout().family() != Family.GRAY;
        float[] rgb = {red, colour ? -red : red, colour ? red / 2 : red};
        RgbImage delta = RgbImage.black(picture.uprightWidth(), picture.uprightHeight());
        int plane = delta.width() * delta.height();
        for (int i = 0; i < delta.samples().length; i++) {
            delta.samples()[i] = rgb[i / plane];
        }
        RgbImage after = grey.plus(delta).upright();
        // Half a step of luma plus twice half a step of chroma, each at the narrowest range.
        double bound = 1.6 / 219 * 255 / picture.layout().maximum();
        for (int i = 0; i < delta.samples().length; i++) {
            assertThat(after.samples()[i] - before.samples()[i]).isCloseTo(rgb[i / plane], within((float) bound));
        }
    }

    @Property(tries = 100)
    void aDifferenceReachesOnlyItsOwnPlace(@ForAll("pictures") PictureFormat picture, @ForAll int seed) {
        VideoFrame frame = Clips.frame(picture, seed, 0, 1);
        int width = picture.uprightWidth();
        RgbImage delta = RgbImage.black(width, picture.uprightHeight());
        delta.samples()[0] = 0.5f;
        VideoFrame sum = frame.plus(delta);
        RgbImage before = frame.upright();
        RgbImage after = sum.upright();
        // Bilinear chroma of factor four reaches at most eight samples.
        for (int y = 0; y < picture.uprightHeight(); y++) {
            for (int x = 0; x < width; x++) {
                if (x > 8 || y > 8) {
                    assertThat(after.at(0, y, x)).isEqualTo(before.at(0, y, x));
                }
            }
        }
    }

    /** ITU-R BT.601 and BT.709 at 8 bits, limited range: red is (81, 90, 240) and (63, 102, 240). */
    @Test
    void knowsStandardRed() {
        assertRed(6, 81, 90, 240);
        assertRed(1, 63, 102, 240);
        assertRed(9, 74, 97, 240);
    }

    @Test
    void turnsPicturesUpright() {
        short[][] planes = {{0, 51, 102, 153, 204, 255}};
        PixelLayout gray = new PixelLayout(Family.GRAY, 8, 0, 0, false);
        assertTurned(planes, gray, Rotation.NONE, 0, .2, .4, .6, .8, 1);
        assertTurned(planes, gray, Rotation.CLOCKWISE, .6, 0, .8, .2, 1, .4);
        assertTurned(planes, gray, Rotation.HALF, 1, .8, .6, .4, .2, 0);
        assertTurned(planes, gray, Rotation.COUNTERCLOCKWISE, .4, 1, .2, .8, 0, .6);
    }

    @Test
    void scalesByAreaWhenItShrinks() {
        RgbImage image = RgbImage.black(4, 2);
        for (int i = 0; i < 8; i++) {
            image.samples()[i] = i;
        }
        RgbImage half = image.resized(2, 1);
        assertThat(half.at(0, 0, 0)).isEqualTo(2.5f);
        assertThat(half.at(0, 0, 1)).isEqualTo(4.5f);
        assertThat(half.at(1, 0, 0)).isZero();
    }

    private static void assertTurned(short[][] planes, PixelLayout gray, Rotation rotation, double... expected) {
        PictureFormat picture = new PictureFormat(3, 2, gray, ColourTags.UNTAGGED, rotation);
        float[] samples = VideoFrame.of(picture, planes, 0, 1).upright().samples();
        for (int i = 0; i < expected.length; i++) {
            assertThat(samples[i]).as("%s %d", rotation, i).isCloseTo((float) expected[i], within(1e-6f));
        }
    }

    private static void assertRed(int matrix, int y, int cb, int cr) {
        ColourTags tags = new ColourTags(1, matrix, 2, 2, 0);
        PictureFormat picture = new PictureFormat(2, 2, Clips.YUV420, tags, Rotation.NONE);
        short[][] planes = {{(short) y, (short) y, (short) y, (short) y}, {(short) cb}, {(short) cr}};
        RgbImage rgb = VideoFrame.of(picture, planes, 0, 1).upright();
        assertThat(rgb.at(0, 0, 0)).isCloseTo(1, within(0.01f));
        assertThat(rgb.at(1, 0, 0)).isCloseTo(0, within(0.01f));
        assertThat(rgb.at(2, 0, 0)).isCloseTo(0, within(0.01f));
    }

    private static RgbImage noise(PictureFormat picture, int seed, float amplitude) {
        RgbImage delta = RgbImage.black(picture.uprightWidth(), picture.uprightHeight());
        Random random = new Random(seed);
        for (int i = 0; i < delta.samples().length; i++) {
            delta.samples()[i] = (random.nextFloat() - 0.5f) * amplitude;
        }
        return delta;
    }

    private static VideoFrame grey(PictureFormat picture) {
        PixelLayout layout = picture.layout();
        short[][] planes = new short[layout.planes()][];
        for (int plane = 0; plane < planes.length; plane++) {
            planes[plane] =
                    new short[layout.planeWidth(plane, picture.width()) * layout.planeHeight(plane, picture.height())];
            Arrays.fill(planes[plane], (short) (1 << (layout.depth() - 1)));
        }
        return VideoFrame.of(picture, planes, 0, 1);
    }
}
