package io.diffferv.engine.video;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;

/** Counts the pictures that a file really holds, whatever its header says. */
public final class FrameCount {
    private FrameCount() {}

    /**
     * Reads the file to its end without decoding it.
     *
     * @return packets of its first picture stream, which are pictures in every container that we write; 0 without one
     * @throws io.diffferv.engine.failure.EditException when it is no media file or breaks off
     */
    public static long of(Path file) {
        try (InputFile input = InputFile.open(file);
                NativeStack natives = new NativeStack()) {
            AVPacket packet = natives.push(Ffmpeg.allocated(avcodec.av_packet_alloc()), avcodec::av_packet_free);
            int pictures = 0;
            while (pictures < input.streams() && !input.isVideo(pictures)) {
                pictures++;
            }
            long count = 0;
            while (input.read(packet)) {
                count += packet.stream_index() == pictures ? 1 : 0;
                avcodec.av_packet_unref(packet);
            }
            return count;
        }
    }
}
