package io.diffferv.engine.metrics;

import io.diffferv.engine.clip.CLIPModel;
import io.diffferv.engine.video.RgbImage;
import java.util.Optional;

/** How well frames fit the prompts and each other, as CLIP sees them (method.md N). */
final class PromptScores implements AutoCloseable {
    private final CLIPModel clip;
    private final float[] prompt;
    private final Optional<float[]> sourcePrompt;
    private final Mean text = new Mean();
    private final Mean sourceText = new Mean();
    private final Mean temCon = new Mean();
    private final Mean sourceTemCon = new Mean();
    private final Mean frameAcc = new Mean();
    private float[] sourceBefore;
    private float[] editedBefore;

    PromptScores(PromptOptions options) {
        clip = CLIPModel.open(options.clip());
        try {
            prompt = clip.embed(options.prompt());
            sourcePrompt = options.sourcePrompt().map(clip::embed);
        } catch (RuntimeException refused) {
            clip.close();
            throw refused;
        }
    }

    /** The next frame. */
    FrameScore.Prompt add(RgbImage source, RgbImage edited) {
        float[] sourceNow = embed(source);
        float[] editedNow = embed(edited);
        double fit = FaceEmbedding.dot(editedNow, prompt);
        Double steady = null;
        text.add(fit);
        sourceText.add(FaceEmbedding.dot(sourceNow, prompt));
        sourcePrompt.ifPresent(other -> frameAcc.add(fit >= FaceEmbedding.dot(editedNow, other) ? 1 : 0));
        if (editedBefore != null) {
            steady = FaceEmbedding.dot(editedBefore, editedNow);
            temCon.add(steady.doubleValue());
            sourceTemCon.add(FaceEmbedding.dot(sourceBefore, sourceNow));
        }
        sourceBefore = sourceNow;
        editedBefore = editedNow;
        return new FrameScore.Prompt(fit, steady);
    }

    MetricsReport.Clip scores() {
        return new MetricsReport.Clip(
                text.orNull(), sourceText.orNull(), temCon.orNull(), sourceTemCon.orNull(), frameAcc.orNull());
    }

    @Override
    public void close() {
        clip.close();
    }

    private float[] embed(RgbImage image) {
        return clip.embed(image.samples(), image.width(), image.height());
    }
}
