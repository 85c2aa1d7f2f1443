package io.diffferv.engine.unet;

import ai.djl.ndarray.NDArray;
import io.diffferv.engine.weights.WeightMap;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A stage on the way down, with cross-attention (diffusers' {@code CrossAttnDownBlock2D}) or without. */
final class DownBlock2D {
    private final List<ResnetBlock2D> resnets = new ArrayList<>();
    private final List<Transformer2DModel> attentions = new ArrayList<>();
    private final Downsample2D downsampler;

    /**
     * @param level 0 at the latents' own resolution
     * @param last whether no smaller resolution follows
     */
    DownBlock2D(
            BlockBuilder builder,
            WeightMap weights,
            int in,
            int out,
            int layers,
            int level,
            boolean crossAttention,
            boolean last) {
        for (int i = 0; i < layers; i++) {
            resnets.add(builder.resnet(weights.at("resnets", i), i == 0 ? in : out, out));
            if (crossAttention) {
                attentions.add(builder.transformer(weights.at("attentions", i), out, level));
            }
        }
        this.downsampler = last ? null : Downsample2D.load(builder.ops(), weights.at("downsamplers", 0), out);
    }

    /** Pushes the output of every layer on {@code skips}; @return the last of them. */
    NDArray layers(NDArray x, NDArray temb, TextContext context, UNetPass pass, Deque<NDArray> skips) {
        NDArray h = x;
        for (int i = 0; i < resnets.size(); i++) {
            int n = i;
            h = pass.segments().compute(in -> layer(n, in[0], in[1], context, pass), h, temb);
            skips.push(h);
        }
        return h;
    }

    private NDArray layer(int i, NDArray x, NDArray temb, TextContext context, UNetPass pass) {
        NDArray residual = resnets.get(i).forward(x, temb, pass);
        if (attentions.isEmpty()) {
            return residual;
        }
        try (residual) {
            return attentions.get(i).forward(residual, context, pass);
        }
    }

    /** Halves the last layer's output {@code h} unless the block is the last, and pushes the result. */
    NDArray downsample(NDArray h, UNetPass pass, Deque<NDArray> skips) {
        if (downsampler == null) {
            return h;
        }
        NDArray half = pass.segments().compute(in -> downsampler.forward(in[0], pass), h);
        skips.push(half);
        return half;
    }
}
