package io.diffferv.engine.cache;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * The bytes of one entry: an 8-byte mark, the content, and the content's CRC-32C as 8 bytes, big-endian. The mark keeps
 * mapped content aligned and old formats out.
 */
final class EntryFile {
    private static final byte[] MARK = "DFRVCS1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKSUM_BYTES = Long.BYTES;
    private static final int BLOCK = 1 << 20;

    private EntryFile() {}

    static void write(FileChannel channel, ContentStore.Body body) throws IOException {
        OutputStream file = new BufferedOutputStream(Channels.newOutputStream(channel), BLOCK);
        file.write(MARK);
        CheckedOutputStream content = new CheckedOutputStream(file, new CRC32C());
        body.writeTo(content);
        file.write(ByteBuffer.allocate(CHECKSUM_BYTES)
                .putLong(content.getChecksum().getValue())
                .array());
        file.flush();
        if (contentLength(channel) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("an entry of more than 2 GiB could not be mapped");
        }
    }

    /** Whether the file is complete and its content is what was written. */
    static boolean isIntact(FileChannel channel) throws IOException {
        if (contentLength(channel) < 0 || !read(channel, 0, MARK.length).equals(ByteBuffer.wrap(MARK))) {
            return false;
        }
        CRC32C checksum = new CRC32C();
        long end = MARK.length + contentLength(channel);
        for (long position = MARK.length; position < end; position += BLOCK) {
            checksum.update(read(channel, position, (int) Math.min(BLOCK, end - position)));
        }
        return read(channel, end, CHECKSUM_BYTES).getLong() == checksum.getValue();
    }

    /** A read-only view of the content, valid after the channel is closed. */
    static ByteBuffer map(FileChannel channel) throws IOException {
        return channel.map(MapMode.READ_ONLY, MARK.length, contentLength(channel));
    }

    private static long contentLength(FileChannel channel) throws IOException {
        return channel.size() - MARK.length - CHECKSUM_BYTES;
    }

    // Fewer bytes come back when the file is shortened meanwhile; the comparison that follows then fails.
    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        int count = 0;
        while (buffer.hasRemaining() && count >= 0) {
            count = channel.read(buffer, position + buffer.position());
        }
        return buffer.rewind();
    }
}
