package io.diffferv.engine.video;

import org.bytedeco.ffmpeg.global.avutil;

/**
 * The numbers that turn samples into RGB in [0, 1] and RGB differences into sample differences. ITU-T H.273, equations
 * for matrix coefficients with constants K_R and K_B; limited range is 16..235 for luma and 16..240 for chroma at 8
 * bits, shifted left for deeper samples.
 *
 * @param kr luma weight of red
 * @param kb luma weight of blue
 * @param lumaOffset sample value of black
 * @param lumaSpan sample distance of black and white (also for R, G and B samples)
 * @param chromaOffset sample value of no colour
 * @param chromaSpan sample distance of Cb = -0.5 and Cb = 0.5
 */
record ColourMatrix(float kr, float kb, float lumaOffset, float lumaSpan, float chromaOffset, float chromaSpan) {
    static ColourMatrix of(PixelLayout layout, ColourTags tags, int width, int height) {
        int code = knownMatrix(tags.matrix()) ? tags.matrix() : guess(width, height);
        float kr = kr(code);
        float kb = kb(code);
        int scale = 1 << (layout.depth() - 8);
        float chromaOffset = 128 * scale;
        if (full(layout, tags)) {
            return new ColourMatrix(kr, kb, 0, layout.maximum(), chromaOffset, layout.maximum());
        }
        return new ColourMatrix(kr, kb, 16 * scale, 219 * scale, chromaOffset, 224 * scale);
    }

    float kg() {
        return 1 - kr - kb;
    }

    /** Luma of a row of colours or their differences, {@code [3, width]}. */
    void luma(float[][] rgb, float[] luma) {
        float green = kg();
        for (int x = 0; x < luma.length; x++) {
            luma[x] = kr * rgb[0][x] + green * rgb[1][x] + kb * rgb[2][x];
        }
    }

    /** Only YUV is limited when nothing is said. */
    private static boolean full(PixelLayout layout, ColourTags tags) {
        return tags.range() == avutil.AVCOL_RANGE_JPEG
                || (tags.range() == avutil.AVCOL_RANGE_UNSPECIFIED && layout.family() != PixelLayout.Family.YUV);
    }

    /** What players assume of an untagged picture: BT.709 from HD sizes on, BT.601 below. */
    private static int guess(int width, int height) {
        return width >= 1280 || height > 576 ? avutil.AVCOL_SPC_BT709 : avutil.AVCOL_SPC_SMPTE170M;
    }

    private static boolean knownMatrix(int code) {
        return kr(code) > 0;
    }

    private static float kr(int code) {
        return switch (code) {
            case avutil.AVCOL_SPC_BT709 -> 0.2126f;
            case avutil.AVCOL_SPC_FCC -> 0.30f;
            case avutil.AVCOL_SPC_BT470BG, avutil.AVCOL_SPC_SMPTE170M -> 0.299f;
            case avutil.AVCOL_SPC_SMPTE240M -> 0.212f;
            case avutil.AVCOL_SPC_BT2020_NCL, avutil.AVCOL_SPC_BT2020_CL -> 0.2627f;
            default -> 0;
        };
    }

    private static float kb(int code) {
        return switch (code) {
            case avutil.AVCOL_SPC_BT709 -> 0.0722f;
            case avutil.AVCOL_SPC_FCC -> 0.11f;
            case avutil.AVCOL_SPC_SMPTE240M -> 0.087f;
            case avutil.AVCOL_SPC_BT2020_NCL, avutil.AVCOL_SPC_BT2020_CL -> 0.0593f;
            default -> 0.114f;
        };
    }
}
