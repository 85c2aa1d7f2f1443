package io.diffferv.engine.video;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** An opened media file: its streams are known, and its packets come out one by one. */
final class InputFile implements AutoCloseable {
    private static final String REMEDY = "check the path, or export the clip again as MP4, MOV, MKV or WebM";

    private final Path file;
    private final AVFormatContext context;
    private final NativeStack natives = new NativeStack();

    private InputFile(Path file, AVFormatContext context) {
        this.file = file;
        this.context = natives.push(context, avformat::avformat_close_input);
    }

    /**
     * Opens a file and reads enough of it to know its streams.
     *
     * @throws io.diffferv.engine.failure.EditException when the file is missing, unreadable, empty, cut short or no
     *     media file
     */
    static InputFile open(Path file) {
        Ffmpeg.load();
        checkReadable(file);
        AVFormatContext context = new AVFormatContext(null);
        AVDictionary options = new AVDictionary(null);
        int status;
        try (BytePointer url = Ffmpeg.url(file)) {
            // Play lists inside a video must not reach the network, nor a "%" in a name stand for a series of files.
            avutil.av_dict_set(options, "protocol_whitelist", "file", 0);
            avutil.av_dict_set(options, "pattern_type", "none", 0);
            status = avformat.avformat_open_input(context, url, null, options);
        } finally {
            avutil.av_dict_free(options);
        }
        if (status < 0) {
            throw Ffmpeg.badInput(
                    file,
                    "this is no video, or one that is cut short",
                    "a complete video file",
                    Ffmpeg.message(status),
                    REMEDY);
        }
        InputFile input = new InputFile(file, context);
        try {
            input.inspect();
            return input;
        } catch (RuntimeException | Error failure) {
            input.close();
            throw failure;
        }
    }

    Path file() {
        return file;
    }

    AVFormatContext context() {
        return context;
    }

    AVStream stream(int index) {
        return context.streams(index);
    }

    int streams() {
        return context.nb_streams();
    }

    /** Whether a stream is moving pictures, rather than sound or the cover of an album. */
    boolean isVideo(int index) {
        AVStream stream = stream(index);
        return stream.codecpar().codec_type() == avutil.AVMEDIA_TYPE_VIDEO
                && (stream.disposition() & avformat.AV_DISPOSITION_ATTACHED_PIC) == 0
                && !isText(stream.codecpar().codec_id());
    }

    int count(int mediaType) {
        int count = 0;
        for (int i = 0; i < streams(); i++) {
            count += stream(i).codecpar().codec_type() == mediaType ? 1 : 0;
        }
        return count;
    }

    /**
     * Reads the next packet of any stream; the caller unreferences it.
     *
     * @return false at the end of the file
     */
    boolean read(AVPacket packet) {
        int status = avformat.av_read_frame(context, packet);
        if (status >= 0) {
            return true;
        }
        int io = context.pb() == null ? 0 : context.pb().error();
        if (status == avutil.AVERROR_EOF() && io >= 0) {
            return false;
        }
        throw Ffmpeg.badInput(
                file,
                "the file breaks off or cannot be read on",
                "a complete file",
                Ffmpeg.message(status == avutil.AVERROR_EOF() ? io : status),
                "copy the file again from its source; what was read before stays usable");
    }

    @Override
    public void close() {
        natives.close();
    }

    private static void checkReadable(Path file) {
        if (!Files.exists(file)) {
            throw Ffmpeg.badInput(file, "there is no such file", "a video file", "nothing", "check the path");
        }
        if (!Files.isRegularFile(file)) {
            throw Ffmpeg.badInput(
                    file,
                    "this is not a file",
                    "a video file",
                    Files.isDirectory(file) ? "a folder" : "a device or pipe",
                    "name a video file");
        }
        if (!Files.isReadable(file)) {
            throw Ffmpeg.badInput(
                    file, "the file may not be read", "read permission", "none", "change the file's permissions");
        }
        if (size(file) == 0) {
            throw Ffmpeg.badInput(file, "the file is empty", "a video file", "0 bytes", REMEDY);
        }
    }

    private void inspect() {
        int status = avformat.avformat_find_stream_info(context, (AVDictionary) null);
        if (status < 0) {
            throw Ffmpeg.badInput(
                    file, "the streams cannot be made out", "a video file", Ffmpeg.message(status), REMEDY);
        }
        long size = size(file);
        for (int i = 0; i < streams(); i++) {
            int entries = avformat.avformat_index_get_entries_count(stream(i));
            if (entries == 0) {
                continue;
            }
            AVIndexEntry last = avformat.avformat_index_get_entry(stream(i), entries - 1);
            if (last.pos() + last.size() > size) {
                throw Ffmpeg.badInput(
                        file,
                        "the file is cut short",
                        "at least %d bytes, as its index says".formatted(last.pos() + last.size()),
                        "%d bytes".formatted(size),
                        "copy the file again from its source");
            }
        }
    }

    /** FFmpeg draws plain text as a terminal would show it. */
    private static boolean isText(int codec) {
        return codec == avcodec.AV_CODEC_ID_ANSI
                || codec == avcodec.AV_CODEC_ID_XBIN
                || codec == avcodec.AV_CODEC_ID_BINTEXT
                || codec == avcodec.AV_CODEC_ID_IDF;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw Ffmpeg.badInput(file, "the file cannot be read", "a video file", e.toString(), "check the disk");
        }
    }
}
