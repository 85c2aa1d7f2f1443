package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/** A sound packet of a file, still compressed; milliseconds and bytes. */
record SoundPacket(long pts, List<Byte> bytes) {
    static List<SoundPacket> of(Path file) {
        AVFormatContext input = new AVFormatContext(null);
        assertThat(avformat.avformat_open_input(input, file.toString(), (AVInputFormat) null, (AVDictionary) null))
                .isZero();
        List<SoundPacket> packets = new ArrayList<>();
        AVPacket packet = avcodec.av_packet_alloc();
        while (avformat.av_read_frame(input, packet) >= 0) {
            int type = input.streams(packet.stream_index()).codecpar().codec_type();
            if (type == avutil.AVMEDIA_TYPE_AUDIO) {
                List<Byte> bytes = new ArrayList<>();
                for (int i = 0; i < packet.size(); i++) {
                    bytes.add(packet.data().get(i));
                }
                packets.add(new SoundPacket(packet.pts(), bytes));
            }
            avcodec.av_packet_unref(packet);
        }
        avcodec.av_packet_free(packet);
        avformat.avformat_close_input(input);
        return packets;
    }
}
