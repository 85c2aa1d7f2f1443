package io.diffferv.engine.weights;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A model of the Stable Diffusion 1.x family in diffusers' folder layout, and optionally GMFlow's weights in
 * {@code gmflow/model.safetensors} and a small autoencoder in {@code vae_tiny}. Opening it reads the configurations; weights are opened part by part.
 */
public final class ModelFolder {
    private static final String INDEX = "model_index.json";

    /** Ours; diffusers passes over keys of its index that begin with an underscore. */
    private static final String PREFERRED_SIZE = "_diffferv_short_side";

    private static final String DIFFUSERS_STEM = "diffusion_pytorch_model";
    private static final String TRANSFORMERS_STEM = "model";

    private final Path root;
    private final UNetConfig unet;
    private final VaeConfig vae;
    private final ClipTextConfig textEncoder;
    private final SchedulerConfig scheduler;
    private final int preferredSize;

    private ModelFolder(Path root) {
        this.root = root;
        this.unet = UNetConfig.read(root.resolve("unet/config.json"));
        this.vae = VaeConfig.read(root.resolve("vae/config.json"));
        this.textEncoder = ClipTextConfig.read(root.resolve("text_encoder/config.json"));
        this.scheduler = SchedulerConfig.read(root.resolve("scheduler/scheduler_config.json"));
        ConfigFile index = ConfigFile.read(root.resolve(INDEX));
        this.preferredSize = index.count(PREFERRED_SIZE, trainedSize());
        index.require();
    }

    /**
     * Reads the folder's configurations.
     *
     * @throws EditException with {@link FailureCode#MODEL} when the folder is not a complete model of this family, or
     *     its parts do not fit together
     */
    public static ModelFolder open(Path root) {
        if (!Files.isRegularFile(root.resolve(INDEX))) {
            throw ModelProblem.of(
                    root.toString(),
                    "this is not a model",
                    "a folder in diffusers layout, with model_index.json",
                    Files.isDirectory(root) ? "a folder without it" : "no folder",
                    "list the installed models with 'diffferv models list'");
        }
        ModelFolder folder = new ModelFolder(root);
        folder.requireMatchingParts();
        return folder;
    }

    public Path root() {
        return root;
    }

    /** Name to show: the folder's own. */
    public String name() {
        return root.toAbsolutePath().normalize().getFileName().toString();
    }

    public UNetConfig unet() {
        return unet;
    }

    public VaeConfig vae() {
        return vae;
    }

    public ClipTextConfig textEncoder() {
        return textEncoder;
    }

    public SchedulerConfig scheduler() {
        return scheduler;
    }

    /** Pixels of the short side of the pictures that the model was trained on. */
    public int trainedSize() {
        return unet.sampleSize() * vae.downscale();
    }

    /**
     * Pixels of the short side at which whole frames come out best: above {@link #trainedSize} for a model that learned
     * from pictures filled by a face. The index may state it; else the model's training size.
     */
    public int preferredSize() {
        return preferredSize;
    }

    /** Folder with the tokenizer's {@code vocab.json} and {@code merges.txt}. */
    public Path tokenizer() {
        return root.resolve("tokenizer");
    }

    public boolean hasGmFlow() {
        return Files.exists(gmFlow());
    }

    /**
     * Opens the UNet's weights; close them when the network is built.
     *
     * @param manager owner of the arrays; its device is where they go
     * @param precision FLOAT32 or FLOAT16
     */
    public WeightMap openUnet(NDManager manager, DataType precision) {
        return WeightMap.open(unetFiles(), manager, precision);
    }

    /** Opens the autoencoder's weights under current names, whatever the file calls them; see {@link #openUnet}. */
    public WeightMap openVae(NDManager manager, DataType precision) {
        return StoredWeights.open(vaeFiles(), CanonicalNames.VAE, manager, precision);
    }

    /** Whether there is a small autoencoder for previews in {@code vae_tiny}. */
    public boolean hasTinyVae() {
        return Files.exists(tinyVae().resolve("config.json"));
    }

    /**
     * Reads the small autoencoder's configuration; only where {@link #hasTinyVae}.
     *
     * @throws EditException with {@link FailureCode#MODEL} when it is another kind, or its latents are not the vae's
     */
    public TinyVaeConfig tinyVaeConfig() {
        TinyVaeConfig tiny = TinyVaeConfig.read(tinyVae().resolve("config.json"));
        if (tiny.latentChannels() != vae.latentChannels() || tiny.downscale() != vae.downscale()) {
            throw ModelProblem.of(
                    tinyVae().toString(),
                    "its latents have another shape than the vae's",
                    "%d channels at 1/%d".formatted(vae.latentChannels(), vae.downscale()),
                    "%d channels at 1/%d".formatted(tiny.latentChannels(), tiny.downscale()),
                    "put an AutoencoderTiny there that was trained for this model's vae");
        }
        return tiny;
    }

    /** Opens the small autoencoder's weights; only where {@link #hasTinyVae}. See {@link #openUnet}. */
    public WeightMap openTinyVae(NDManager manager, DataType precision) {
        return WeightMap.open(tinyVaeFiles(), manager, precision);
    }

    /** Opens the text encoder's weights, without the {@code text_model} prefix; see {@link #openUnet}. */
    public WeightMap openTextEncoder(NDManager manager, DataType precision) {
        return StoredWeights.open(textEncoderFiles(), CanonicalNames.CLIP, manager, precision);
    }

    /** Opens GMFlow's weights; only where {@link #hasGmFlow}. See {@link #openUnet}. */
    public WeightMap openGmFlow(NDManager manager, DataType precision) {
        return WeightMap.open(List.of(gmFlow()), manager, precision);
    }

    /**
     * Identity of the model in caches: changes with any byte of its weights, configurations or vocabulary, not with
     * where it lies.
     *
     * @return SHA-256 in lower-case hexadecimal
     */
    public String contentHash() {
        List<Path> files = new ArrayList<>();
        for (String name : List.of(
                "unet/config.json",
                "vae/config.json",
                "text_encoder/config.json",
                "scheduler/scheduler_config.json",
                "tokenizer/vocab.json",
                "tokenizer/merges.txt")) {
            files.add(root.resolve(name));
        }
        if (hasTinyVae()) {
            files.add(tinyVae().resolve("config.json"));
        }
        files.addAll(weightFiles());
        return FileHash.of(files);
    }

    /** Every weight file of the model, GMFlow's last. */
    public List<Path> weightFiles() {
        List<Path> files = new ArrayList<>(unetFiles());
        files.addAll(vaeFiles());
        files.addAll(textEncoderFiles());
        if (hasTinyVae()) {
            files.addAll(tinyVaeFiles());
        }
        if (hasGmFlow()) {
            files.add(gmFlow());
        }
        return files;
    }

    private List<Path> unetFiles() {
        return WeightFiles.find(root.resolve("unet"), DIFFUSERS_STEM);
    }

    private List<Path> vaeFiles() {
        return WeightFiles.find(root.resolve("vae"), DIFFUSERS_STEM);
    }

    private List<Path> tinyVaeFiles() {
        return WeightFiles.find(tinyVae(), DIFFUSERS_STEM);
    }

    private Path tinyVae() {
        return root.resolve("vae_tiny");
    }

    private List<Path> textEncoderFiles() {
        return WeightFiles.find(root.resolve("text_encoder"), TRANSFORMERS_STEM);
    }

    /** Where GMFlow's weights are, or would be. */
    public Path gmFlow() {
        return root.resolve("gmflow/model.safetensors");
    }

    private void requireMatchingParts() {
        if (unet.crossAttentionDim() != textEncoder.hiddenSize()) {
            throw mismatch("text width", unet.crossAttentionDim(), textEncoder.hiddenSize(), "text encoder");
        }
        if (unet.inChannels() != vae.latentChannels() || unet.outChannels() != vae.latentChannels()) {
            throw mismatch(
                    "latent channels",
                    unet.inChannels() + " in, " + unet.outChannels() + " out",
                    vae.latentChannels(),
                    "vae");
        }
    }

    private EditException mismatch(String what, Object wanted, Object found, String part) {
        return ModelProblem.of(
                root.toString(),
                "the " + what + " of the unet and the " + part + " differ",
                wanted + " as in unet/config.json",
                found,
                "use parts of one and the same text-to-image model");
    }
}
