package io.diffferv.engine.weights;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import net.razorvine.pickle.PickleException;

/**
 * A checkpoint as PyTorch 1.6 and later save it: a zip archive with the pickle {@code data.pkl}, which says what tensors
 * there are, and one uncompressed file below {@code data/} for each storage. To be opened in a process of its own only,
 * see {@link PickleImport}.
 */
final class TorchArchive implements AutoCloseable {
    /** A checkpoint of a large model has a pickle of some hundred kilobytes. */
    private static final long MOST_PICKLE_BYTES = 64L << 20;

    private static final String PICKLE = "data.pkl";
    private static final String REMEDY = "download the checkpoint again, or save it anew with a current PyTorch";

    private final Path path;
    private final ZipFile zip;
    private final ZipEntry pickle;

    private TorchArchive(Path path, ZipFile zip, ZipEntry pickle) {
        this.path = path;
        this.zip = zip;
        this.pickle = pickle;
    }

    static TorchArchive open(Path path) throws IOException {
        try {
            ZipFile zip = new ZipFile(path.toFile());
            try {
                TorchArchive archive = new TorchArchive(path, zip, findPickle(path, zip));
                archive.requireLittleEndian();
                return archive;
            } catch (RuntimeException | IOException e) {
                zip.close();
                throw e;
            }
        } catch (ZipException e) {
            throw damaged(path, "the file is no zip archive", "a checkpoint of PyTorch 1.6 or later", e.getMessage());
        }
    }

    private static ZipEntry findPickle(Path path, ZipFile zip) {
        return zip.stream()
                .filter(entry -> entry.getName().endsWith("/" + PICKLE))
                .findFirst()
                .orElseThrow(() -> damaged(path, "the archive is no checkpoint", "a part " + PICKLE, "none"));
    }

    /**
     * The tensors by name: those under the key {@code model} or {@code state_dict}, where there is one, otherwise those
     * at the top.
     *
     * @throws EditException with {@link FailureCode#REFUSED} when the pickle asks for anything but tensors, with
     *     {@link FailureCode#MODEL} when it is damaged or holds no named tensors
     */
    Map<String, TorchTensor> tensors() throws IOException {
        Object top = unpickled();
        for (String key : new String[] {"model", "state_dict"}) {
            if (top instanceof Map<?, ?> map && map.get(key) instanceof Map<?, ?> inner) {
                top = inner;
            }
        }
        if (!(top instanceof Map<?, ?> weights) || weights.isEmpty()) {
            throw damaged("the checkpoint has no weights", "a dictionary of tensors", "something else");
        }
        Map<String, TorchTensor> tensors = new TreeMap<>();
        weights.forEach((name, value) -> tensors.put(String.valueOf(name), checked(name, value)));
        requireNoMoreThanStored(tensors);
        return tensors;
    }

    /** The elements of a tensor, row-major and little-endian. */
    ByteBuffer read(TorchTensor tensor) throws IOException {
        String name = inRoot("data/" + tensor.storage().key());
        byte[] bytes = content(name, tensor.storage().bytes());
        if (bytes.length != tensor.storage().bytes()) {
            throw damaged("part " + name + " is too short", tensor.storage().bytes() + " bytes", bytes.length);
        }
        return tensor.gather(ByteBuffer.wrap(bytes));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private Object unpickled() throws IOException {
        try {
            return new TensorUnpickler().loads(content(pickle.getName(), MOST_PICKLE_BYTES));
        } catch (TensorUnpickler.Refused e) {
            throw ModelProblem.refused(path, "the pickle asks for more than tensors", "tensors only", e.getMessage());
        } catch (PickleException | IOException | ClassCastException | IndexOutOfBoundsException e) {
            throw damaged("the pickle is damaged", "a PyTorch checkpoint", e);
        } catch (IllegalArgumentException | NegativeArraySizeException | NullPointerException e) {
            // What the library throws at lengths and numbers that make no sense.
            throw damaged("the pickle is damaged", "a PyTorch checkpoint", e);
        }
    }

    private TorchTensor checked(Object name, Object value) {
        if (!(name instanceof String) || !(value instanceof TorchTensor tensor)) {
            throw damaged(
                    "the checkpoint has more than weights",
                    "tensors with names",
                    name instanceof String ? name : "a name that is no text");
        }
        if (!tensor.fits()) {
            throw damaged("tensor " + name + " is not inside its storage", tensor.storage(), tensor.shape());
        }
        return tensor;
    }

    // Views may share a storage, so a small archive could ask for a large file.
    private void requireNoMoreThanStored(Map<String, TorchTensor> tensors) throws IOException {
        long most = 2 * Files.size(path);
        long total = 0;
        for (TorchTensor tensor : tensors.values()) {
            total += tensor.elements() * tensor.storage().type().bytes();
            if (total > most) {
                throw damaged("the tensors are larger than the archive", "at most " + most + " bytes", "more");
            }
        }
    }

    private void requireLittleEndian() throws IOException {
        String name = inRoot("byteorder");
        if (zip.getEntry(name) != null) {
            String order = new String(content(name, 16), StandardCharsets.US_ASCII).strip();
            if (!order.equals("little")) {
                throw damaged("the checkpoint was written on another kind of machine", "little", order);
            }
        }
    }

    private String inRoot(String name) {
        return pickle.getName().substring(0, pickle.getName().length() - PICKLE.length()) + name;
    }

    // PyTorch never compresses, so that what is read is never more than what is there.
    private byte[] content(String name, long most) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null || entry.getMethod() != ZipEntry.STORED || entry.getSize() > most) {
            throw damaged(
                    "part " + name + " is missing, compressed or too large",
                    "at most " + most + " bytes, uncompressed",
                    entry == null ? "nothing" : entry.getSize() + " bytes");
        }
        try (InputStream stream = zip.getInputStream(entry)) {
            return stream.readNBytes((int) Math.min(most, Integer.MAX_VALUE));
        }
    }

    private EditException damaged(String what, Object expected, Object found) {
        return damaged(path, what, expected, found);
    }

    private static EditException damaged(Path path, String what, Object expected, Object found) {
        return ModelProblem.of(path.toString(), what, expected, found, REMEDY);
    }
}
