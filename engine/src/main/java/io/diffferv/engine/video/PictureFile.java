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

    /** @return the picture as a PNG file */
    public static byte[] png(RgbImage image) {
        byte[] pixels = new byte[image.width() * image.height() * RgbImage.CHANNELS];
        paste(image, pixels, image.width(), 0, 0);
        return png(pixels, image.width());
    }

    /** @param pixels 8-bit BGR, row after row */
    static byte[] png(byte[] pixels, int width) {
        try (PointerScope scope = new PointerScope()) {
            Mat picture = new Mat(pixels.length / RgbImage.CHANNELS / width, width, opencv_core.CV_8UC3);
            picture.data().put(pixels, 0, pixels.length);
            BytePointer encoded = new BytePointer();
            opencv_imgcodecs.imencode(".png", picture, encoded);
            byte[] file = new byte[(int) encoded.limit()];
            encoded.get(file);
            return file;
        }
    }

    /** Copies an image into 8-bit BGR pixels, as OpenCV wants them. */
    static void paste(RgbImage image, byte[] pixels, int rowWidth, int left, int top) {
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                int at = ((top + y) * rowWidth + left + x) * RgbImage.CHANNELS;
                for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
                    float value = Math.max(0, Math.min(1, image.at(channel, y, x)));
                    pixels[at + 2 - channel] = (byte) Math.round(value * 255);
                }
            }
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
