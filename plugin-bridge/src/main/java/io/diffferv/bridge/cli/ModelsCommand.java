package io.diffferv.bridge.cli;

import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.probe.ModelProbe;
import io.diffferv.engine.probe.RandomModel;
import io.diffferv.engine.train.FreshModel;
import io.diffferv.engine.weights.ModelFolder;
import io.diffferv.engine.weights.PickleImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diffferv models}: which models there are, and whether one is whole. */
@Command(
        name = "models",
        description = "Lists, checks, imports, begins and generates models.",
        synopsisSubcommandLabel = "COMMAND")
final class ModelsCommand {
    @Spec
    CommandSpec spec;

    @Command(name = "list", description = "Lists the installed models: name, size of the weights, folder.")
    int list() {
        PrintWriter out = out();
        ModelLookup lookup = ModelLookup.ofThisMachine();
        List<Path> models = lookup.installed();
        for (Path model : models) {
            out.println("%-16s %10s  %s".formatted(model.getFileName(), size(model), model));
        }
        if (models.isEmpty()) {
            out.println("No model is installed; put a folder in diffusers layout into "
                    + lookup.folders().get(0));
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "check",
            description = "Reads every weight of a model, builds its networks and shows its content hash.")
    int check(
            @Parameters(paramLabel = "MODEL", description = "Name of an installed model, or a folder.") String model) {
        ModelFolder folder = ModelFolder.open(ModelLookup.ofThisMachine().find(model));
        ModelProbe.load(folder);
        out().println("%s is whole: %s, sha256 %s".formatted(folder.name(), folder.root(), folder.contentHash()));
        out().flush();
        return 0;
    }

    @Command(
            name = "import",
            description =
                    "Converts GMFlow's PyTorch checkpoint and adds it to a model, which then follows motion with it."
                            + " The checkpoint is a pickle: it is read in a process of its own that allows tensors only.")
    int importFlow(
            @Parameters(paramLabel = "CHECKPOINT", description = "The .pth file.") Path checkpoint,
            @Option(
                            names = "--model",
                            paramLabel = "MODEL",
                            defaultValue = "face-256",
                            description = "Name of an installed model, or a folder; default: face-256.")
                    String model) {
        ModelFolder folder = ModelFolder.open(ModelLookup.ofThisMachine().find(model));
        PickleImport.importTo(checkpoint, folder.gmFlow());
        out().println("%s now has GMFlow: %s".formatted(folder.name(), folder.gmFlow()));
        out().flush();
        return 0;
    }

    @Command(
            name = "random",
            description =
                    "Writes a model of Stable Diffusion 1.5's size with random weights, to measure speed and memory"
                            + " with 'diffferv bench'; its pictures mean nothing.")
    int random(
            @Parameters(paramLabel = "FOLDER", description = "Where to; must not exist yet. Takes 2.2 GB.") Path folder,
            @Option(names = "--seed", defaultValue = "0", description = "Seed of the weights; default: 0.") long seed) {
        RandomModel.write(ModelFolder.open(ModelLookup.ofThisMachine().find("face-256")), folder, seed);
        out().println("wrote " + folder);
        out().flush();
        return 0;
    }

    @Command(
            name = "new",
            description =
                    "Writes a model whose U-Net was never trained, for 'diffferv specialize' to train from scratch.")
    int fresh(
            @Parameters(
                            paramLabel = "SHAPE",
                            description = "Folder with the U-Net's configuration, unet/config.json of diffusers.")
                    Path shape,
            @Parameters(paramLabel = "FOLDER", description = "Where to; must not exist yet.") Path folder,
            @Option(
                            names = "--parts",
                            paramLabel = "MODEL",
                            defaultValue = ModelLookup.DEFAULT,
                            description = "Model that everything but the U-Net is copied of: its name, or a folder;"
                                    + " default: ${DEFAULT-VALUE}.")
                    String parts,
            @Option(
                            names = "--seed",
                            paramLabel = "NUMBER",
                            defaultValue = "0",
                            description = "Seed of the weights; default: 0.")
                    long seed) {
        FreshModel.write(shape, ModelFolder.open(ModelLookup.ofThisMachine().find(parts)), folder, seed);
        out().println("wrote " + folder);
        out().flush();
        return 0;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** A damaged model is still listed; 'models check' says what is wrong. */
    private static String size(Path model) {
        try {
            long bytes = 0;
            for (Path file : ModelFolder.open(model).weightFiles()) {
                bytes += Files.size(file);
            }
            return ByteSize.text(bytes);
        } catch (EditException e) {
            return "damaged";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
