package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.weights.WeightMap;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A stage on the way up, with cross-attention (diffusers' {@code CrossAttnUpBlock2D}) or without. */
final class UpBlock2D {
    private final List<ResnetBlock2D> resnets = new ArrayList<>();
    private final List<Transformer2DModel> attentions = new ArrayList<>();
    private final Upsample2D upsampler;

    /**
     * @param previous channels of the running tensor
     * @param out channels of this stage
     * @param skip channels of the way down's stage before this resolution's
     */
    UpBlock2D(
            BlockBuilder builder,
            WeightMap weights,
            int previous,
            int out,
            int skip,
            int layers,
            int level,
            boolean crossAttention,
            boolean last) {
        for (int i = 0; i < layers; i++) {
            int running = i == 0 ? previous : out;
            int skipped = i == layers - 1 ? skip : out;
            resnets.add(builder.resnet(weights.at("resnets", i), running + skipped, out));
            if (crossAttention) {
                attentions.add(builder.transformer(weights.at("attentions", i), out, level));
            }
        }
        this.upsampler = last ? null : Upsample2D.load(builder.ops(), weights.at("upsamplers", 0), out);
    }

    /** Pops as many of {@code skips} as it has layers, unless the pass ends in one, and frees them and {@code x}. */
    NDArray forward(NDArray x, NDArray temb, TextContext context, UNetPass pass, Deque<NDArray> skips) {
        NDArray h = x;
        for (int i = 0; i < resnets.size() && !pass.features().satisfied(); i++) {
            int n = i;
            h = pass.segments().compute(in -> layer(n, in[0], in[1], in[2], context, pass), h, skips.pop(), temb);
        }
        if (upsampler != null && !pass.features().satisfied()) {
            NDArray up = pass.segments().compute(in -> upsampler.forward(in[0], pass), h);
            h.close();
            h = up;
        }
        return h;
    }

    private NDArray layer(int i, NDArray h, NDArray skip, NDArray temb, TextContext context, UNetPass pass) {
        try (TensorScope scope = new TensorScope()) {
            NDArray joined = h.concat(skip, 1);
            h.close();
            skip.close();
            NDArray out = resnets.get(i).forward(joined, temb, pass);
            return scope.keep(attentions.isEmpty() ? out : attentions.get(i).forward(out, context, pass));
        }
    }
}
