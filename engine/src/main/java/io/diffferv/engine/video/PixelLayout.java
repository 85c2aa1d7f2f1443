package io.diffferv.engine.video;

/**
 * What a picture's samples mean, apart from how a codec packs them: {@code nv12} and {@code yuv420p} share one layout.
 * Planes are in the order Y, Cb, Cr (or R, G, B, or Y alone), then alpha.
 *
 * @param depth bits per sample, 8 to 16
 * @param chromaShiftX log2 of luma columns per chroma column
 * @param chromaShiftY log2 of luma rows per chroma row
 */
public record PixelLayout(Family family, int depth, int chromaShiftX, int chromaShiftY, boolean alpha) {
    /** Which components a picture has. */
    public enum Family {
        GRAY,
        YUV,
        RGB
    }

    /** Number of planes, alpha included. */
    public int planes() {
        return colourPlanes() + (alpha ? 1 : 0);
    }

    public int planeWidth(int plane, int width) {
        return subsampled(plane) ? -(-width >> chromaShiftX) : width;
    }

    public int planeHeight(int plane, int height) {
        return subsampled(plane) ? -(-height >> chromaShiftY) : height;
    }

    /** Largest sample value. */
    public int maximum() {
        return (1 << depth) - 1;
    }

    PixelLayout opaque() {
        return new PixelLayout(family, depth, chromaShiftX, chromaShiftY, false);
    }

    int colourPlanes() {
        return family == Family.GRAY ? 1 : 3;
    }

    /** Words for messages, such as "10-bit 4:2:2 YUV with alpha". */
    public String describe() {
        String kind = switch (family) {
            case GRAY -> "gray";
            case RGB -> "RGB";
            case YUV -> subsampling() + " YUV";
        };
        return depth + "-bit " + kind + (alpha ? " with alpha" : "");
    }

    private String subsampling() {
        return switch (chromaShiftX * 4 + chromaShiftY) {
            case 0 -> "4:4:4";
            case 1 -> "4:4:0";
            case 4 -> "4:2:2";
            case 5 -> "4:2:0";
            case 8 -> "4:1:1";
            default -> "4:1:0";
        };
    }

    private boolean subsampled(int plane) {
        return family == Family.YUV && (plane == 1 || plane == 2);
    }
}
