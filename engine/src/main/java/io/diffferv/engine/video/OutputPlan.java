package io.diffferv.engine.video;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which container, encoder and sample format an output gets; decided before anything is written. */
record OutputPlan(Container container, Encoder encoder, SampleFormat format) {
    /**
     * @throws EditException of code BAD_REQUEST when the file's extension names no container, or one that cannot carry
     *     the pictures unchanged in depth, chroma grid and alpha
     */
    static OutputPlan choose(Path out, PictureFormat picture, EncoderPreset preset) {
        Container container = Container.of(out)
                .orElseThrow(() -> refused(
                        out,
                        "the output's extension names no format that can be written",
                        "one of " + Container.allExtensions(),
                        String.valueOf(out.getFileName()),
                        "give the output one of these extensions"));
        return plan(container, picture, preset).orElseThrow(() -> {
            String able = Arrays.stream(Container.values())
                    .filter(other -> plan(other, picture, preset).isPresent())
                    .map(Container::extension)
                    .collect(Collectors.joining(" or "));
            return refused(
                    out,
                    "this kind of file cannot carry the pictures %s"
                            .formatted(preset == EncoderPreset.LOSSLESS ? "without loss" : "unchanged in kind"),
                    able.isEmpty() ? "pictures that some format can carry" : "the extension " + able,
                    "%s for %s of %dx%d"
                            .formatted(
                                    container.extension(),
                                    picture.layout().describe(),
                                    picture.width(),
                                    picture.height()),
                    able.isEmpty()
                            ? "convert the clip to 4:2:0, 4:2:2 or 4:4:4 YUV or to RGB"
                            : "name the output with " + able);
        });
    }

    private static Optional<OutputPlan> plan(Container container, PictureFormat picture, EncoderPreset preset) {
        return container.encoders(preset).stream()
                .flatMap(encoder -> encoder.sampleFormat(picture).stream()
                        .map(format -> new OutputPlan(container, encoder, format)))
                .findFirst();
    }

    private static EditException refused(Path out, String what, String expected, String found, String remedy) {
        return new EditException(FailureCode.BAD_REQUEST, new Problem(what, out.toString(), expected, found, remedy));
    }
}
