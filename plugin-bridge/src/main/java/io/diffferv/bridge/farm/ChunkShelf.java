package io.diffferv.bridge.farm;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.storage.AtomicFile;
import io.diffferv.engine.storage.FileDigest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The finished chunks of a plan, as files: content-named videos, and a marker for each chunk that names one. Processes
 * on any number of machines may share it; of several that finish one chunk exactly one wins, by {@code link()}, which
 * fails where a name is taken also over NFS. Neither clocks nor locks play a part.
 */
final class ChunkShelf {
    private static final Gson GSON = new Gson();

    /** Chunk, worker, a number; with VideoWriter's own dot and suffix while it is written. */
    private static final Pattern ATTEMPT =
            Pattern.compile("\\.?\\d{5}\\.(.+\\.\\d+)\\.[0-9a-f-]{36}\\.(mkv|mkv\\.part|json)");

    private final PlanFile plan;
    private final Path folder;

    ChunkShelf(PlanFile plan) {
        this.plan = plan;
        this.folder = plan.folder();
    }

    /** How a commit ended. */
    enum Outcome {
        /** This attempt's file is the chunk. */
        WON,
        /** Another attempt was faster and made the same. */
        IDENTICAL,
        /** Another attempt was faster and made something else, which stays. */
        DIFFERENT
    }

    Path folder() {
        return folder;
    }

    /** A name for an attempt at a chunk, which no other has. */
    Path attempt(Share share) {
        return folder.resolve("%05d.%s.%s.mkv".formatted(share.i(), Worker.name(), UUID.randomUUID()));
    }

    /** Makes the folder, and removes what processes of this machine left that were killed. */
    void prepare() {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Matcher matcher = ATTEMPT.matcher(file.getFileName().toString());
                    if (matcher.matches() && Worker.hasEnded(matcher.group(1))) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** The chunk's marker, if it fits the plan and its file is there in full length. */
    Optional<Marker> glance(Share share) {
        return read(marker(share), share).filter(found -> size(file(found)) == found.bytes());
    }

    /** The chunk's marker, if its file is also what it was, to the bit. */
    Optional<Marker> find(Share share) {
        return glance(share).filter(found -> FileDigest.hex(file(found)).equals(found.sha256()));
    }

    Path file(Marker marker) {
        return folder.resolve(marker.fileName());
    }

    /** Shares without a sound file, in order. */
    List<Share> missing() {
        return plan.plan().chunks().stream()
                .filter(share -> find(share).isEmpty())
                .toList();
    }

    /**
     * Makes a finished attempt the chunk, unless there is a sound one already.
     *
     * @param attempt its file, complete and on the disk; renamed or deleted
     * @throws EditException {@code TRY_AGAIN} when the disk is full
     */
    Outcome commit(Share share, Path attempt, Marker mine) {
        Path temporary = attempt.resolveSibling(attempt.getFileName().toString().replaceFirst("mkv$", "json"));
        try {
            // Before the new file gets its name, which the damaged one had: else the old marker would be right again.
            if (find(share).isEmpty()) {
                setAside(share);
            }
            Files.move(attempt, file(mine), StandardCopyOption.ATOMIC_MOVE);
            byte[] text = GSON.toJson(mine).getBytes(StandardCharsets.UTF_8);
            AtomicFile.write(temporary, channel -> channel.write(ByteBuffer.wrap(text)));
            while (true) {
                try {
                    Files.createLink(marker(share), temporary);
                    force();
                    return Outcome.WON;
                } catch (FileAlreadyExistsException e) {
                    Optional<Marker> winner = find(share);
                    if (winner.isPresent()) {
                        return give(winner.get(), mine);
                    }
                    setAside(share);
                }
            }
        } catch (IOException e) {
            throw unusable(e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    private Outcome give(Marker winner, Marker mine) throws IOException {
        if (!winner.fileName().equals(mine.fileName())) {
            Files.deleteIfExists(file(mine));
        }
        return winner.pixels().equals(mine.pixels()) ? Outcome.IDENTICAL : Outcome.DIFFERENT;
    }

    /** Takes a marker away that names no sound file; puts it back if another process had just replaced it. */
    private void setAside(Share share) throws IOException {
        Path aside = folder.resolve("%05d.%s.%s.json".formatted(share.i(), Worker.name(), UUID.randomUUID()));
        try {
            Files.move(marker(share), aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        try {
            Optional<Marker> taken = read(aside, share);
            if (taken.isPresent()
                    && Files.exists(file(taken.get()))
                    && FileDigest.hex(file(taken.get())).equals(taken.get().sha256())) {
                Files.createLink(marker(share), aside);
            }
        } catch (FileAlreadyExistsException e) {
            // A third process has finished the chunk; its marker is as good.
        } finally {
            deleteQuietly(aside);
        }
    }

    private Path marker(Share share) {
        return folder.resolve("%05d.json".formatted(share.i()));
    }

    private Optional<Marker> read(Path file, Share share) {
        try {
            Marker marker = GSON.fromJson(Files.readString(file), Marker.class);
            return Optional.ofNullable(marker)
                    .filter(found -> plan.key().equals(found.key())
                            && found.i() == share.i()
                            && found.frames() == share.frames()
                            && String.valueOf(found.sha256()).matches("[0-9a-f]{64}"));
        } catch (IOException | JsonParseException e) {
            return Optional.empty();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return -1;
        }
    }

    // A link survives a power cut only once the folder itself is on the disk.
    private void force() throws IOException {
        try (FileChannel channel = FileChannel.open(folder)) {
            channel.force(true);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Swept by prepare() once this process has ended.
        }
    }

    private EditException unusable(IOException cause) {
        String found = cause.getClass().getSimpleName() + ": " + cause.getMessage();
        boolean full = found.contains("No space left") || found.contains("quota exceeded");
        return new EditException(
                full ? FailureCode.TRY_AGAIN : FailureCode.BAD_INPUT,
                new Problem(
                        full ? "the disk is full" : "the chunks cannot be written",
                        folder.toString(),
                        full ? "room for a chunk" : "a folder that can be written to",
                        found,
                        full ? "make room and try again" : "change the permissions of the plan's folder"),
                cause);
    }
}
