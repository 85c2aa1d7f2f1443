package io.diffferv.bridge.cli;

import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.engine.demo.DemoClip;
import io.diffferv.engine.weights.ModelFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffferv demo-clip}: makes the clip that packaging/demo.sh edits. */
@Command(
        name = "demo-clip",
        description = "Samples a person who does not exist, moves it and writes it as a short video with sound.")
final class DemoClipCommand implements Callable<Integer> {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The video to write, .mkv.")
    Path output;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "face-256",
            description = "Name of an installed model, or a folder; default: face-256.")
    String model;

    @Option(
            names = "--prompt",
            paramLabel = "TEXT",
            defaultValue = "a photo of a young woman",
            description = "Whom to sample; default: a photo of a young woman.")
    String prompt;

    @Option(names = "--seed", paramLabel = "NUMBER", defaultValue = "26", description = "Which one; default: 26.")
    long seed;

    @Override
    public Integer call() {
        DemoClip.write(output, ModelFolder.open(ModelLookup.ofThisMachine().find(model)), prompt, seed);
        return 0;
    }
}
