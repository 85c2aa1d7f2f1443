package io.diffferv.engine.weights;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file, mapped into memory tensor by tensor (source: safetensors README, "Format"). The whole header is
 * checked against the file before any tensor is given out, so that no later read can leave the file's bounds; files may
 * be larger than 2 GiB, a single tensor may not.
 */
public final class SafetensorsFile implements AutoCloseable {
    /** The reference implementation's own cap. */
    static final long MOST_HEADER_BYTES = 100_000_000;

    private static final int LENGTH_BYTES = Long.BYTES;

    private final Path path;
    private final FileChannel channel;
    private final SafetensorsHeader header;

    private SafetensorsFile(Path path, FileChannel channel, SafetensorsHeader header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
    }

    /**
     * Opens a file and checks its whole header.
     *
     * @throws EditException with {@link FailureCode#MODEL} when the file is missing, unreadable, not safetensors, or
     *     damaged in any way its header can tell
     */
    public static SafetensorsFile open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw ModelProblem.of(
                    path.toString(),
                    "the weight file is missing",
                    "a safetensors file",
                    Files.exists(path) ? "something else" : "nothing",
                    "check the model's folder with 'diffferv models check'");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            SafetensorsFile file = new SafetensorsFile(path, channel, readHeader(path, channel));
            channel = null;
            return file;
        } catch (IOException e) {
            throw unreadable(path, e);
        } finally {
            closeQuietly(channel);
        }
    }

    public Path path() {
        return path;
    }

    /** Names of all tensors in the header's order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(header.entries().keySet());
    }

    /** The file's own remarks, often {@code format = pt}. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /**
     * Type, shape and place of a tensor.
     *
     * @throws EditException with {@link FailureCode#MODEL} when there is no such tensor
     */
    public TensorEntry entry(String name) {
        TensorEntry entry = header.entries().get(name);
        if (entry == null) {
            throw ModelProblem.of(
                    path.toString(),
                    "tensor " + name + " is missing",
                    "a tensor of that name",
                    header.entries().size() + " others",
                    "check that the file belongs to this part of the model");
        }
        return entry;
    }

    /**
     * The bytes of a tensor: a read-only little-endian view of the file, valid after this object is closed and released
     * by the garbage collector.
     */
    public ByteBuffer data(String name) {
        TensorEntry entry = entry(name);
        if (entry.length() > Integer.MAX_VALUE) {
            throw ModelProblem.of(
                    path.toString(),
                    "tensor " + name + " is too large",
                    "at most 2 GiB",
                    entry.length() + " bytes",
                    "use a model of the Stable Diffusion 1.x family");
        }
        try {
            return channel.map(MapMode.READ_ONLY, entry.offset(), entry.length())
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static SafetensorsHeader readHeader(Path path, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < LENGTH_BYTES) {
            throw ModelProblem.damaged(path, "the file is too short", "at least 8 bytes", size + " bytes");
        }
        ByteBuffer start = read(path, channel, 0, LENGTH_BYTES);
        long length = start.getLong(0);
        if (length < 0 || length > MOST_HEADER_BYTES || length > size - LENGTH_BYTES) {
            refusePickle(path, start);
            throw ModelProblem.damaged(
                    path,
                    "the header is longer than it may be",
                    "at most " + Math.min(MOST_HEADER_BYTES, size - LENGTH_BYTES) + " bytes",
                    Long.toUnsignedString(length) + " bytes");
        }
        byte[] json = read(path, channel, LENGTH_BYTES, (int) length).array();
        if (json.length == 0 || json[0] != '{') {
            refusePickle(path, start);
            throw ModelProblem.damaged(
                    path,
                    "the file is not safetensors",
                    "a header that starts with {",
                    json.length == 0 ? "an empty header" : "byte 0x%02x".formatted(json[0]));
        }
        long dataStart = LENGTH_BYTES + length;
        SafetensorsHeader header = SafetensorsHeader.parse(path, json, dataStart);
        SafetensorsLayout.check(path, header.entries().values(), dataStart, size);
        return header;
    }

    // PyTorch writes pickles as zip archives, and wrote them bare (opcode PROTO, then its version) before 1.6.
    private static void refusePickle(Path path, ByteBuffer start) {
        boolean zip = start.get(0) == 'P' && start.get(1) == 'K' && start.get(2) == 3 && start.get(3) == 4;
        boolean bare = start.get(0) == (byte) 0x80 && start.get(1) >= 2 && start.get(1) <= 5;
        if (zip || bare) {
            throw ModelProblem.of(
                    path.toString(),
                    "the file is a Python pickle, which can run code when it is read",
                    "safetensors",
                    zip ? "a PyTorch zip archive" : "a bare pickle",
                    "convert it with 'diffferv models import'");
        }
    }

    private static ByteBuffer read(Path path, FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw ModelProblem.damaged(path, "the file shrank while it was read", length + " bytes", "fewer");
            }
        }
        return buffer.flip();
    }

    private static EditException unreadable(Path path, IOException e) {
        return ModelProblem.of(
                path.toString(),
                "the weight file cannot be read",
                "a readable file",
                e.getClass().getSimpleName() + ": " + e.getMessage(),
                "check the file's permissions and its disk");
    }

    private static void closeQuietly(FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // A file that was only read loses nothing when closing fails.
            }
        }
    }
}
