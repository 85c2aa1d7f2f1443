package io.diffferv.bridge.evaluate;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.video.VideoReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The clips of an evaluation.
 *
 * @param clips with their numbers of frames, −1 for unknown, by name
 * @param others files that are no video, each with the reason
 */
record ClipFolder(TreeMap<Path, Long> clips, List<String> others) {
    /**
     * Looks into every file.
     *
     * @param place a folder, or a single clip
     * @throws EditException {@code BAD_INPUT} when there is no clip
     */
    static ClipFolder open(Path place) {
        TreeMap<Path, Long> clips = new TreeMap<>();
        List<String> others = new ArrayList<>();
        for (Path file : files(place)) {
            try (VideoReader reader = VideoReader.open(file)) {
                clips.put(file, reader.info().frames());
            } catch (EditException noVideo) {
                others.add(noVideo.getMessage());
            }
        }
        if (clips.isEmpty()) {
            throw unusable(place, "no video among " + others.size() + " files", null);
        }
        return new ClipFolder(clips, others);
    }

    private static List<Path> files(Path place) {
        if (Files.isRegularFile(place)) {
            return List.of(place);
        }
        try (Stream<Path> children = Files.list(place)) {
            return children.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw unusable(place, e.toString(), e);
        }
    }

    private static EditException unusable(Path place, String found, Throwable cause) {
        return new EditException(
                FailureCode.BAD_INPUT,
                new Problem(
                        "there is nothing to evaluate",
                        place.toString(),
                        "a folder of videos, or one video",
                        found,
                        "name another place"),
                cause);
    }
}
