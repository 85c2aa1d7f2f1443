package io.diffferv.engine.video;

import io.diffferv.engine.storage.AtomicFile;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Writes rows of pictures with a label over each row as one PNG: before, after, and whatever is to be compared. */
public final class ContactSheet {
    private static final int LABEL_HEIGHT = 22;
    private static final int GAP = 4;
    private static final double FONT_SCALE = 0.5;

    /**
     * One strip of pictures.
     *
     * @param label text over the strip (ASCII; other characters show as "?"), empty for none
     * @param images from left to right; sizes may differ
     */
    public record Row(String label, List<RgbImage> images) {
        public Row {
            images = List.copyOf(images);
        }

        private int width() {
            return images.stream().mapToInt(image -> image.width() + GAP).sum() + GAP;
        }

        private int height() {
            int tallest = images.stream().mapToInt(RgbImage::height).max().orElse(0);
            return tallest + GAP + (label.isEmpty() ? 0 : LABEL_HEIGHT);
        }
    }

    private ContactSheet() {}

    /**
     * Draws the rows from top to bottom and replaces the file by the sheet at once.
     *
     * @throws io.diffferv.engine.failure.EditException when the file cannot be written
     */
    public static void write(Path png, List<Row> rows) {
        save(png, PictureFile.png(draw(rows), width(rows)));
    }

    /** Writes a single picture. */
    public static void writeImage(Path png, RgbImage image) {
        save(png, PictureFile.png(image));
    }

    private static int width(List<Row> rows) {
        return rows.stream().mapToInt(Row::width).max().orElse(1);
    }

    private static byte[] draw(List<Row> rows) {
        int width = width(rows);
        int height = rows.stream().mapToInt(Row::height).sum() + GAP;
        byte[] pixels = new byte[width * height * RgbImage.CHANNELS];
        int top = GAP;
        for (Row row : rows) {
            int y = top;
            if (!row.label().isEmpty()) {
                label(row.label(), pixels, width, y);
                y += LABEL_HEIGHT;
            }
            int x = GAP;
            for (RgbImage image : row.images()) {
                PictureFile.paste(image, pixels, width, x, y);
                x += image.width() + GAP;
            }
            top += row.height();
        }
        return pixels;
    }

    private static void label(String text, byte[] pixels, int width, int top) {
        int start = top * width * RgbImage.CHANNELS;
        int length = LABEL_HEIGHT * width * RgbImage.CHANNELS;
        try (PointerScope scope = new PointerScope()) {
            Mat strip = new Mat(LABEL_HEIGHT, width, opencv_core.CV_8UC3);
            strip.data().put(pixels, start, length);
            opencv_imgproc.putText(
                    strip,
                    text,
                    new Point(GAP, LABEL_HEIGHT - 7),
                    opencv_imgproc.FONT_HERSHEY_SIMPLEX,
                    FONT_SCALE,
                    Scalar.WHITE,
                    1,
                    opencv_imgproc.LINE_AA,
                    false);
            strip.data().get(pixels, start, length);
        }
    }

    private static void save(Path png, byte[] file) {
        AtomicFile.write(png, channel -> Channels.newOutputStream(channel).write(file));
    }
}
