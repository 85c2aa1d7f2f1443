package io.diffferv.engine.edit;

import static io.diffferv.engine.edit.EditOption.Audience.EDITOR;
import static io.diffferv.engine.edit.EditOption.Audience.EXPERT;

import io.diffferv.engine.edit.OptionKind.Bytes;
import io.diffferv.engine.edit.OptionKind.Choice;
import io.diffferv.engine.edit.OptionKind.ChoiceOrReal;
import io.diffferv.engine.edit.OptionKind.PictureSize;
import io.diffferv.engine.edit.OptionKind.Real;
import io.diffferv.engine.edit.OptionKind.Text;
import io.diffferv.engine.edit.OptionKind.Whole;
import io.diffferv.engine.temporal.TemporalSettings.PathLayers;
import io.diffferv.engine.temporal.TemporalSettings.PathOrder;
import io.diffferv.engine.temporal.TemporalSettings.PathQuery;
import io.diffferv.engine.temporal.TemporalSettings.Placement;
import io.diffferv.engine.temporal.TemporalSettings.WindowLayers;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every option of an edit, declared once: command line, MLT metadata, Kdenlive form and documentation are rendered from
 * here. Keys are as in MLT ({@code source_prompt}); the command line writes {@code --source-prompt}.
 */
public enum EditOption {
    PROMPT(EDITOR, "prompt", "", new Text(2000), "What the edited person should look like."),
    SOURCE_PROMPT(
            EDITOR,
            "source_prompt",
            "a photo of a person",
            new Text(2000),
            "What the clip shows now, in the same words as the prompt but for those that change."),
    EDIT(
            EDITOR,
            "edit",
            "texture",
            new ChoiceOrReal(List.of("texture", "shape"), 0, 1),
            "How much of the source's layout is kept: texture (0.9 of the steps: age, make-up), shape (0.7: smiles,"
                    + " hair), or the share itself."),
    STRENGTH(EDITOR, "strength", "1", new Real(0, 2), "How much of the edit is applied; 0 returns the source."),
    QUALITY(
            EDITOR,
            "quality",
            "full",
            Choice.of(Quality.class),
            "What is taken for steps 0, working size auto, solver auto and token merging auto; draft is a fast look at"
                    + " the edit: 6 steps of the solver dpm, tokens merged, at three quarters of the size the model was"
                    + " trained at."),
    GUIDANCE(EDITOR, "guidance", "5", new Real(0, 30), "How hard the edit is pushed from source prompt to prompt."),
    STEPS(
            EDITOR,
            "steps",
            "0",
            new Whole(0, 999),
            "Noise levels, T; 0 takes 50 on a GPU and 20 on a CPU with the solver ddim, 15 and 10 with dpm; in draft"
                    + " quality 10 and 6, with dpm 6."),
    SEED(EDITOR, "seed", "0", new Whole(0, Long.MAX_VALUE), "Seed of everything drawn at random."),
    MODEL(
            EDITOR,
            "model",
            "face-256",
            new Text(4096),
            "Name of an installed model, a folder in diffusers layout, or its model_index.json."),
    COMPOSITE(
            EDITOR,
            "composite",
            "residual",
            Choice.of(Composite.class),
            "residual adds what the edit changed to the source's own pixels; full shows the model's picture."),
    WORKING_SIZE(
            EDITOR,
            "working_size",
            "auto",
            new PictureSize(),
            "Size the model works at; sides are rounded to 64; auto takes what the model prefers."),
    FLOW(EDITOR, "flow", "auto", Choice.of(FlowChoice.class), "Motion estimator; auto takes GMFlow when installed."),
    MEMORY(
            EDITOR,
            "memory",
            "auto",
            new Bytes(true, 0),
            "Memory the model may take; less memory means smaller batches."),
    CACHE_SIZE(
            EDITOR,
            "cache_size",
            "16GiB",
            new Bytes(false, 1 << 20),
            "Finished chunks and inversions kept on disk, by all programs together; the least recently used go first."),
    DEVICE(EDITOR, "device", "auto", Choice.of(DeviceChoice.class), "Where the model runs."),
    PRECISION(
            EXPERT,
            "precision",
            "auto",
            Choice.of(PrecisionChoice.class),
            "Number format of the networks; auto takes fp16 on a GPU and fp32 on a CPU."),
    CHUNK(
            EXPERT,
            "chunk",
            "0",
            new Whole(0, 256),
            "Frames edited together; 0 takes 16 on a GPU and 8 on a CPU, in draft quality 2."),
    HALO(
            EXPERT,
            "halo",
            "2",
            new Whole(0, 16),
            "Frames beside a chunk that it sees but does not return; drafts on a CPU see 1 at most."),
    SWCFA(
            EXPERT,
            "swcfa",
            "centred",
            Choice.of(Placement.class),
            "Frames that a frame's sliding-window attention sees."),
    SWCFA_WINDOW(EXPERT, "swcfa_window", "3", new Whole(1, 16), "Frames in that window, w."),
    SWCFA_LAYERS(EXPERT, "swcfa_layers", "all", Choice.of(WindowLayers.class), "Layers that look through it."),
    TTA(EXPERT, "tta", "finest", Choice.of(PathLayers.class), "Layers that attend along motion paths."),
    TTA_QUERY(
            EXPERT,
            "tta_query",
            "dense",
            Choice.of(PathQuery.class),
            "Queries and keys along paths: window attention's output, or the layer's own projections."),
    TTA_ORDER(
            EXPERT,
            "tta_order",
            "series",
            Choice.of(PathOrder.class),
            "Path attention after window attention or beside."),
    TTA_OCCLUSION(
            EXPERT,
            "tta_occlusion",
            "on",
            Choice.of(Switch.class),
            "Whether paths end where forward and backward flow disagree."),
    PRESERVATION(
            EXPERT,
            "preservation",
            "flatten",
            Choice.of(PreservationProfile.class),
            "Features that the source gives to the edit."),
    SCHEDULE(
            EXPERT,
            "schedule",
            "auto",
            Choice.of(InjectionSchedule.class),
            "Steps in which it gives them: the first ones (prefix) or the last (suffix); auto takes suffix for shape"
                    + " edits and for masactrl, else prefix."),
    INVERSION_PREDICTIONS(
            EXPERT,
            "inversion_predictions",
            "0",
            new Whole(0, 10),
            "Noise predictions for each inversion step: 1 is plain DDIM, more are fixed-point iterations; 0 takes 1"
                    + " with exact, else 2 or 3."),
    EXACT(
            EXPERT,
            "exact",
            "on",
            Choice.of(Switch.class),
            "Whether each sampling step corrects the edit by what the source's own step misses its latents by."),
    INVERSION_PROMPT(
            EXPERT, "inversion_prompt", "source", Choice.of(InversionPrompt.class), "Prompt of the inversion."),
    INVERSION_TEMPORAL(
            EXPERT, "inversion_temporal", "on", Choice.of(Switch.class), "Whether frames see each other in it."),
    POSTERIOR(
            EXPERT, "posterior", "mean", Choice.of(Posterior.class), "Latents: the encoder's mean, or a sample of it."),
    NEGATIVE_START(
            EXPERT,
            "negative_start",
            "0",
            new Real(0, 1),
            "Share of the steps before the source prompt becomes the negative prompt; before it is empty."),
    EMPTY_BLEND(
            EXPERT,
            "empty_blend",
            "0",
            new Real(0, 1),
            "Share of the empty prompt in the negative branch at the first step, falling to 0 at the last."),
    MASK(
            EXPERT,
            "mask",
            "auto",
            Choice.of(MaskChoice.class),
            "Whether latents that the two prompts do not disagree about stay the source's."),
    SMOOTHING(EXPERT, "smoothing", "1", new Real(0, 1), "Smoothing of the edit along motion over neighbouring frames."),
    SOLVER(
            EXPERT,
            "solver",
            "auto",
            Choice.of(Solver.class),
            "Steps between noise levels, in inversion and sampling alike: ddim, the paper's, or dpm, DPM-Solver++ of"
                    + " second order, which needs fewer of them. auto takes ddim, in draft quality dpm."),
    FEATURE_REUSE(
            EXPERT,
            "feature_reuse",
            "1",
            new Whole(1, 10),
            "Steps of which one computes all of the network; the others compute its finest level and take the rest from"
                    + " it. 1 computes all of it in every step."),
    TOKEN_MERGING(
            EXPERT,
            "token_merging",
            "auto",
            Choice.of(TokenMerging.class),
            "Whether a frame sees the others of its window at half the resolution, in the network's finest layers; auto"
                    + " does in draft quality."),
    VAE(
            EXPERT,
            "vae",
            "auto",
            Choice.of(VaeChoice.class),
            "Autoencoder: the model's own (full), or the small one in its folder vae_tiny (tiny), for previews; auto"
                    + " takes full, in draft quality tiny if there is one."),
    KEEP_FEATURES(
            EXPERT,
            "keep_features",
            "off",
            Choice.of(Switch.class),
            "Whether the source's features and noise are kept from the inversion instead of computed again beside the"
                    + " edit: up to a quarter fewer passes through the network. With the solver ddim an edit to the"
                    + " source prompt no longer comes back exactly; with dpm only rounding changes. A frame of 512x512 takes 0.9 GB for 50 steps in fp16; inversions are"
                    + " not cached.");

    /** Who sees an option: {@code EDITOR} in the effect's form, {@code EXPERT} on the command line and in MLT only. */
    public enum Audience {
        EDITOR,
        EXPERT
    }

    private final Audience audience;
    private final String key;
    private final String defaultValue;
    private final OptionKind kind;
    private final String help;

    EditOption(Audience audience, String key, String defaultValue, OptionKind kind, String help) {
        this.audience = audience;
        this.key = key;
        this.defaultValue = defaultValue;
        this.kind = kind;
        this.help = help;
    }

    public static Optional<EditOption> of(String key) {
        return Arrays.stream(values()).filter(option -> option.key.equals(key)).findFirst();
    }

    public Audience audience() {
        return audience;
    }

    /** Name in MLT and in settings files. */
    public String key() {
        return key;
    }

    /** Name on the command line, with its dashes. */
    public String flag() {
        return "--" + key.replace('_', '-');
    }

    public String defaultValue() {
        return defaultValue;
    }

    public OptionKind kind() {
        return kind;
    }

    /** One sentence. */
    public String help() {
        return help;
    }
}
