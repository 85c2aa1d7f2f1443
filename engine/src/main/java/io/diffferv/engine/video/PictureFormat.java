package io.diffferv.engine.video;

/**
 * Everything needed to read a picture's samples, the same for all pictures of a stream.
 *
 * @param width coded columns
 * @param height coded rows
 * @param rotation the turn that makes the coded picture upright
 */
public record PictureFormat(int width, int height, PixelLayout layout, ColourTags colour, Rotation rotation) {
    /** Columns once the picture stands upright. */
    public int uprightWidth() {
        return rotation.swapsSides() ? height : width;
    }

    /** Rows once the picture stands upright. */
    public int uprightHeight() {
        return rotation.swapsSides() ? width : height;
    }

    ColourMatrix matrix() {
        return ColourMatrix.of(layout, colour, width, height);
    }

    ChromaAxis chromaColumns() {
        return new ChromaAxis(width, layout.chromaShiftX(), colour.chromaCentred());
    }

    /** Chroma lies between two rows, as in MPEG-2 and H.264, unless it is tagged as lying on the first, as in UHD. */
    ChromaAxis chromaRows() {
        return new ChromaAxis(height, layout.chromaShiftY(), !colour.chromaOnFirstRow());
    }
}
