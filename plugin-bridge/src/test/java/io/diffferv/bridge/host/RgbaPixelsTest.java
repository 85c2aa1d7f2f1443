package io.diffferv.bridge.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RgbaPixelsTest {
    /** Three pixels: opaque, half transparent, and one of a bar beside the clip. */
    @ParameterizedTest
    @ValueSource(ints = {8, 16})
    void leavesAlphaAndWhatNobodySeesAlone(int depth) {
        RgbaPixels layout = new RgbaPixels(3, 1, depth);
        ByteBuffer edited = picture(depth, 90, 91, 92, 255, 93, 94, 95, 255, 96, 97, 98, 255);
        ByteBuffer picture = picture(depth, 10, 20, 30, 255, 40, 50, 60, 128, 0, 0, 0, 0);

        layout.write(layout.read(edited), picture);

        assertThat(picture).isEqualTo(picture(depth, 90, 91, 92, 255, 93, 94, 95, 128, 0, 0, 0, 0));
    }

    private static ByteBuffer picture(int depth, int... samples) {
        ByteBuffer picture =
                ByteBuffer.allocate(samples.length * depth / Byte.SIZE).order(ByteOrder.nativeOrder());
        for (int sample : samples) {
            if (depth == Byte.SIZE) {
                picture.put((byte) sample);
            } else {
                picture.putShort((short) sample);
            }
        }
        return picture.flip();
    }
}
