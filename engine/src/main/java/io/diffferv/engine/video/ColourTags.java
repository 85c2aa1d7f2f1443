package io.diffferv.engine.video;

import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/**
 * What a stream says about its colours, as numbers of ITU-T H.273 (matrix, primaries, transfer; 2 is "not said") and of
 * FFmpeg (range: 0 not said, 1 limited, 2 full; chroma location: 0 not said, 1 left, 2 centre ...).
 */
public record ColourTags(int range, int matrix, int primaries, int transfer, int chromaLocation) {
    public static final ColourTags UNTAGGED = new ColourTags(0, 2, 2, 2, 0);

    public String rangeName() {
        return name(avutil.av_color_range_name(range));
    }

    public String matrixName() {
        return name(avutil.av_color_space_name(matrix));
    }

    public String primariesName() {
        return name(avutil.av_color_primaries_name(primaries));
    }

    public String transferName() {
        return name(avutil.av_color_transfer_name(transfer));
    }

    boolean chromaCentred() {
        return chromaLocation == avutil.AVCHROMA_LOC_CENTER
                || chromaLocation == avutil.AVCHROMA_LOC_TOP
                || chromaLocation == avutil.AVCHROMA_LOC_BOTTOM;
    }

    boolean chromaOnFirstRow() {
        return chromaLocation == avutil.AVCHROMA_LOC_TOPLEFT || chromaLocation == avutil.AVCHROMA_LOC_TOP;
    }

    private static String name(BytePointer name) {
        return name == null ? "unknown" : name.getString();
    }
}
