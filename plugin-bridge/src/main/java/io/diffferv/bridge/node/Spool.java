package io.diffferv.bridge.node;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.storage.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Jobs on disk. A job is one file, named after it, in the folder of its state; it changes its state by a rename, which
 * happens or does not. Who submits a job writes it beside the folders and renames it into {@code queued}.
 */
final class Spool implements AutoCloseable {
    /** A job that is longer is no job. */
    static final int MOST_BYTES = 64 << 10;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final String ENDING = ".json";
    private static final String RESULT = "result";

    private final Path folder;
    private final FileChannel lock;

    private Spool(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Takes a spool for this process, and queues again what an earlier one was doing when it ended.
     *
     * @throws EditException with {@link FailureCode#TRY_AGAIN} when another node has it
     */
    static Spool open(Path folder) {
        try {
            for (JobState state : JobState.values()) {
                Files.createDirectories(folder.resolve(state.folder()));
            }
            FileChannel channel =
                    FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw new EditException(
                        FailureCode.TRY_AGAIN,
                        new Problem(
                                "another node has this spool",
                                folder.toString(),
                                "one node",
                                "two",
                                "give each node a spool of its own"));
            }
            Spool spool = new Spool(folder, channel);
            spool.recover();
            return spool;
        } catch (IOException e) {
            throw new EditException(
                    FailureCode.BAD_INPUT,
                    new Problem(
                            "the spool cannot be used",
                            folder.toString(),
                            "a folder that can be written to",
                            e.toString(),
                            "choose another folder or change its permissions"),
                    e);
        }
    }

    static boolean isId(String id) {
        return ID.matcher(id).matches() && !id.endsWith(ENDING);
    }

    /** The oldest job that waits, running from now on. */
    synchronized Optional<String> claim() {
        for (String id : jobs(JobState.QUEUED)) {
            if (move(id, JobState.QUEUED, JobState.RUNNING)) {
                return Optional.of(id);
            }
        }
        return Optional.empty();
    }

    /** @throws EditException with {@link FailureCode#BAD_REQUEST} for what cannot be a job */
    JsonObject read(String id, JobState state) {
        Path file = file(id, state);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST_BYTES) {
                throw refused(id, "another thing, or a larger one", null);
            }
            return object(id, Files.readString(file));
        } catch (IOException e) {
            throw refused(id, e.toString(), e);
        }
    }

    /** Ends a running job; its file keeps what was asked and tells what came of it. */
    void finish(String id, JobState state, JsonObject result) {
        JsonObject content = new JsonObject();
        try {
            content = read(id, JobState.RUNNING);
        } catch (EditException e) {
            // What could not be read is not worth keeping.
        }
        result.addProperty("state", state.folder());
        content.add(RESULT, result);
        write(file(id, JobState.RUNNING), content);
        move(id, JobState.RUNNING, state);
    }

    /** Gives a running job back, to be done later. */
    void release(String id) {
        move(id, JobState.RUNNING, JobState.QUEUED);
    }

    /** Takes a job out of the queue; @return false when it is not there any more */
    synchronized boolean cancelQueued(String id) {
        return move(id, JobState.QUEUED, JobState.CANCELLED);
    }

    /** @throws EditException with {@link FailureCode#BAD_REQUEST} when the name is taken or is none */
    synchronized void submit(String id, String job) {
        if (!isId(id) || state(id).isPresent()) {
            throw new EditException(
                    FailureCode.BAD_REQUEST,
                    new Problem(
                            "the job cannot have this name",
                            id,
                            "letters, digits, dots and dashes, and no job of that name",
                            "another",
                            "choose another"));
        }
        write(file(id, JobState.QUEUED), object(id, job));
    }

    Optional<JobState> state(String id) {
        return Stream.of(JobState.values())
                .filter(state -> Files.exists(file(id, state), LinkOption.NOFOLLOW_LINKS))
                .findFirst();
    }

    /** Names of the jobs in a state, the oldest first. */
    List<String> jobs(JobState state) {
        try (Stream<Path> files = Files.list(folder.resolve(state.folder()))) {
            return files.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted(Comparator.<Path>comparingLong(file -> file.toFile().lastModified())
                            .thenComparing(Path::getFileName))
                    .map(file -> file.getFileName().toString())
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .filter(Spool::isId)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file whose result is written but that was not moved any more is finished. */
    private void recover() {
        for (String id : jobs(JobState.RUNNING)) {
            JobState next = JobState.QUEUED;
            try {
                JsonElement result = read(id, JobState.RUNNING).get(RESULT);
                if (result != null) {
                    next = JobState.of(result.getAsJsonObject().get("state").getAsString());
                }
            } catch (EditException | IllegalStateException | IllegalArgumentException e) {
                // Judged when it is run again.
            }
            move(id, JobState.RUNNING, next);
        }
    }

    private boolean move(String id, JobState from, JobState to) {
        try {
            Files.move(file(id, from), file(id, to), StandardCopyOption.ATOMIC_MOVE);
            for (JobState state : List.of(to, from)) {
                try (FileChannel changed = FileChannel.open(folder.resolve(state.folder()))) {
                    changed.force(true);
                }
            }
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String id, JobState state) {
        return folder.resolve(state.folder()).resolve(id + ENDING);
    }

    private static void write(Path file, JsonObject content) {
        byte[] text = (content + "\n").getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, channel -> channel.write(ByteBuffer.wrap(text)));
    }

    private static JsonObject object(String id, String text) {
        try {
            JsonElement content = JsonParser.parseString(text);
            if (content.isJsonObject() && !content.getAsJsonObject().has(RESULT)
                    || content.isJsonObject()
                            && content.getAsJsonObject().get(RESULT).isJsonObject()) {
                return content.getAsJsonObject();
            }
            throw refused(id, "another kind of JSON", null);
        } catch (JsonParseException e) {
            throw refused(id, String.valueOf(e.getMessage()), e);
        }
    }

    private static EditException refused(String id, String found, Exception cause) {
        return new EditException(
                FailureCode.BAD_REQUEST,
                new Problem(
                        "this is no job",
                        id,
                        "a JSON object in a file of at most %d bytes".formatted(MOST_BYTES),
                        found,
                        "correct it and submit it again"),
                cause);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock taken = channel.tryLock();
            return taken != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
