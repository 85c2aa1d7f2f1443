package io.diffferv.engine.edit;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.temporal.TemporalSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A request, checked and typed. {@link EditOption} declares each component and its default.
 *
 * @param tauApp share of the steps in which the source gives its features, τ_app
 * @param schedule {@code PREFIX} or {@code SUFFIX}
 * @param steps T, 0 where quality and device decide
 * @param inversionPredictions noise predictions for each inversion step, 0 where the number of steps decides
 * @param exact whether the source's step error is handed to the edit
 * @param chunk frames edited together, 0 where the device decides
 * @param accelerations ways to be done sooner at some loss
 * @param memory bytes the model may take, empty where the machine decides
 * @param cacheSize bytes of finished work kept on disk
 */
public record EditSettings(
        String prompt,
        String sourcePrompt,
        double tauApp,
        double strength,
        Quality quality,
        double guidance,
        int steps,
        long seed,
        String model,
        Composite composite,
        WorkingSize workingSize,
        FlowChoice flow,
        OptionalLong memory,
        long cacheSize,
        DeviceChoice device,
        PrecisionChoice precision,
        int chunk,
        int halo,
        TemporalSettings temporal,
        PreservationProfile preservation,
        InjectionSchedule schedule,
        int inversionPredictions,
        boolean exact,
        InversionPrompt inversionPrompt,
        boolean inversionTemporal,
        Posterior posterior,
        double negativeStart,
        double emptyBlend,
        MaskChoice mask,
        double smoothing,
        Accelerations accelerations) {

    /**
     * @param values by {@link EditOption#key}; a missing one takes its default
     * @throws EditException {@code BAD_REQUEST} with every unknown key and wrong value
     */
    public static EditSettings parse(Map<String, String> values) {
        return new EditSettingsReader(values).read();
    }

    /**
     * Settings that show what inversion and sampling lose on their own (method.md F step 9): the source prompt on both
     * sides, guidance 1, no features injected, no correction, the model's picture in full. Values given win.
     */
    public static EditSettings reconstruction(Map<String, String> values) {
        Map<String, String> all = new HashMap<>(Map.of(
                EditOption.PROMPT.key(),
                values.getOrDefault(EditOption.SOURCE_PROMPT.key(), EditOption.SOURCE_PROMPT.defaultValue()),
                EditOption.GUIDANCE.key(),
                "1",
                EditOption.EXACT.key(),
                "off",
                EditOption.PRESERVATION.key(),
                "none",
                EditOption.COMPOSITE.key(),
                "full",
                EditOption.MASK.key(),
                "off",
                EditOption.SMOOTHING.key(),
                "0"));
        all.putAll(values);
        return parse(all);
    }

    /** @throws EditException {@code BAD_REQUEST} when the inversion is to serve the edit of its own run alone */
    void requireLastingInversion() {
        if (accelerations.keepFeatures()) {
            throw new EditException(
                    FailureCode.BAD_REQUEST,
                    new Problem(
                            "an inversion whose features are kept serves no other run",
                            EditOption.KEEP_FEATURES.flag(),
                            "off",
                            "on",
                            "leave it out here, or edit at once"));
        }
    }

    /** @throws EditException {@code BAD_REQUEST} when there is no prompt, and so nothing to edit towards */
    public void requirePrompt() {
        if (prompt.isBlank()) {
            throw new EditException(
                    FailureCode.BAD_REQUEST,
                    new Problem(
                            "there is nothing to edit towards",
                            EditOption.PROMPT.flag(),
                            "a description of the edited person",
                            "nothing",
                            "give one, such as \"a photo of an old man\""));
        }
    }
}
