package io.diffferv.engine.video;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;

/** What an output says about itself: rotation and light levels on the picture stream, metadata on the file. */
final class OutputTags {
    private static final int DISPLAY_MATRIX_BYTES = 36;
    private static final List<Integer> KEPT_SIDE_DATA =
            List.of(avcodec.AV_PKT_DATA_MASTERING_DISPLAY_METADATA, avcodec.AV_PKT_DATA_CONTENT_LIGHT_LEVEL);
    /** These describe the source's container, which the output does not share. */
    private static final Set<String> DROPPED_METADATA =
            Set.of("major_brand", "minor_version", "compatible_brands", "encoder");

    private final VideoInfo info;
    private final InputFile source;

    /**
     * @param source where light levels and metadata come from, or null
     */
    OutputTags(VideoInfo info, InputFile source) {
        this.info = info;
        this.source = source;
    }

    void tagPictures(AVStream pictures) {
        AVCodecParameters to = pictures.codecpar();
        if (info.picture().rotation() != Rotation.NONE) {
            try (IntPointer matrix = new IntPointer(DISPLAY_MATRIX_BYTES / Integer.BYTES)) {
                // FFmpeg measures the angle counterclockwise in its getter and clockwise in its setter.
                avutil.av_display_rotation_set(matrix, info.picture().rotation().degrees());
                attach(to, avcodec.AV_PKT_DATA_DISPLAYMATRIX, new BytePointer(matrix), DISPLAY_MATRIX_BYTES);
            }
        }
        for (int i = 0; source != null && i < source.streams(); i++) {
            if (source.isVideo(i)) {
                AVCodecParameters from = source.stream(i).codecpar();
                KEPT_SIDE_DATA.forEach(type -> copy(type, from, to));
                return;
            }
        }
    }

    /** Source's entries and ours; owned by the format context that takes them. */
    AVDictionary metadata(Map<String, String> ours) {
        AVDictionary metadata = new AVDictionary(null);
        if (source != null) {
            avutil.av_dict_copy(metadata, source.context().metadata(), 0);
            DROPPED_METADATA.forEach(key -> avutil.av_dict_set(metadata, key, (String) null, 0));
        }
        ours.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> set(metadata, entry.getKey(), entry.getValue()));
        return metadata;
    }

    private static void set(AVDictionary metadata, String key, String value) {
        try (BytePointer name = new BytePointer(key, StandardCharsets.UTF_8);
                BytePointer text = new BytePointer(value, StandardCharsets.UTF_8)) {
            avutil.av_dict_set(metadata, name, text, 0);
        }
    }

    private static void copy(int type, AVCodecParameters from, AVCodecParameters to) {
        AVPacketSideData data =
                avcodec.av_packet_side_data_get(from.coded_side_data(), from.nb_coded_side_data(), type);
        if (data != null && !data.isNull()) {
            attach(to, type, data.data(), data.size());
        }
    }

    private static void attach(AVCodecParameters to, int type, BytePointer bytes, long size) {
        AVPacketSideData list = to.coded_side_data() == null ? new AVPacketSideData(null) : to.coded_side_data();
        try (IntPointer count = new IntPointer(1)) {
            count.put(to.nb_coded_side_data());
            AVPacketSideData entry = Ffmpeg.allocated(avcodec.av_packet_side_data_new(list, count, type, size, 0));
            byte[] copy = new byte[(int) size];
            bytes.get(copy, 0, copy.length);
            entry.data().put(copy, 0, copy.length);
            to.coded_side_data(list);
            to.nb_coded_side_data(count.get());
        }
    }
}
