package io.diffferv.engine.edit;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import io.diffferv.engine.tensor.TensorScope;
import io.diffferv.engine.unet.TextContext;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The prompts of an edit as the U-Net reads them, for every set of branches that comes up. Owns what it makes. */
final class PromptContexts implements AutoCloseable {
    private final DiffusionModel model;
    private final Map<Branch, String> prompts = new EnumMap<>(Branch.class);
    private final Map<List<Branch>, TextContext> contexts = new HashMap<>();

    PromptContexts(DiffusionModel model, String sourcePrompt, String prompt) {
        this.model = model;
        prompts.put(Branch.SOURCE, sourcePrompt);
        prompts.put(Branch.EMPTY, "");
        prompts.put(Branch.NEGATIVE, sourcePrompt);
        prompts.put(Branch.POSITIVE, prompt);
    }

    /** Context of a batch of these branches; valid until this is closed. */
    TextContext context(List<Branch> branches) {
        return contexts.computeIfAbsent(List.copyOf(branches), this::make);
    }

    private TextContext make(List<Branch> branches) {
        try (TensorScope scope = new TensorScope()) {
            NDList embeddings = new NDList();
            branches.forEach(branch -> embeddings.add(model.embed(prompts.get(branch))));
            return model.context(NDArrays.concat(embeddings)).detached();
        }
    }

    @Override
    public void close() {
        contexts.values().forEach(TextContext::close);
    }
}
