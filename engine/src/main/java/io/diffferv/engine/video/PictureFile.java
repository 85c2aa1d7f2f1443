package io.diffferv.engine.video;

import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Still pictures: JPEG (turned upright as its EXIF data says), PNG, WebP, BMP and what else OpenCV reads. */
public final class PictureFile {
    private PictureFile() {}

    /** @return the picture, empty when the bytes are none, or damaged */
    public static Optional<RgbImage> decode(byte[] file) {
        if (file.length == 0) {
            return Optional.empty();
        }
        try (PointerScope scope = new PointerScope()) {
            Mat bytes = new Mat(1, file.length, opencv_core.CV_8UC1, new BytePointer(file));
            Mat decoded = opencv_imgcodecs.imdecode(bytes, opencv_imgcodecs.IMREAD_COLOR);
            return decoded.empty() ? Optional.empty() : Optional.of(planar(decoded));
        } catch (RuntimeException e) {
            // OpenCV throws for some damages, such as sizes no memory holds, and returns nothing for others.
            return Optional.empty();
        }
    }

    /** @param decoded continuous 8-bit BGR */
    private static RgbImage planar(Mat decoded) {
        int width = decoded.cols();
        int height = decoded.rows();
        byte[] pixels = new byte[RgbImage.CHANNELS * width * height];
        decoded.data().get(pixels);
        float[] samples = new float[pixels.length];
        for (int i = 0; i < width * height; i++) {
            for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                samples[channel * width * height + i] = (pixels[RgbImage.CHANNELS * i + 2 - channel] & 0xff) / 255f;
            }
        }
        return new RgbImage(width, height, samples);
    }
}
