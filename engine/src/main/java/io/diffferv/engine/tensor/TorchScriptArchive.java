package io.diffferv.engine.tensor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source text into the archive that {@code torch.jit.load} reads: a stored zip that holds the
 * source, a pickled instance of the one class it declares, and no constants.
 *
 * <p>Format: PyTorch's {@code torch/csrc/jit/docs/serialization.md}.
 */
final class TorchScriptArchive {
    private static final String ROOT = "archive/";
    /** The newest file format that libtorch 2.7 and later both read without upgraders. */
    private static final String FORMAT_VERSION = "10\n";

    private TorchScriptArchive() {}

    /**
     * @param className the module class that {@code source} declares, without a package
     * @param source TorchScript text
     * @return the archive's bytes
     */
    static byte[] pack(String className, String source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "data.pkl", moduleInstance(className));
            put(zip, "code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            put(zip, "constants.pkl", emptyTuple());
            put(zip, "version", FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Pickle protocol 2 of an object of {@code __torch__.className} whose only attribute is {@code training}. */
    private static byte[] moduleInstance(String className) {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        write(pickle, "\u0080\u0002"); // PROTO 2
        write(pickle, "c__torch__\n" + className + "\n"); // GLOBAL
        write(pickle, ")\u0081"); // EMPTY_TUPLE NEWOBJ
        write(pickle, "}("); // EMPTY_DICT MARK
        write(pickle, "X\u0008\u0000\u0000\u0000training\u0089"); // BINUNICODE, NEWFALSE
        write(pickle, "ub."); // SETITEMS BUILD STOP
        return pickle.toByteArray();
    }

    private static byte[] emptyTuple() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        write(pickle, "\u0080\u0002).");
        return pickle.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, String opcodes) {
        out.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
    }
}
