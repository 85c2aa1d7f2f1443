package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.Face256;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.weights.ModelFolder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 8 frames of 320x256 and their halo on a CPU. */
class EditPlanTest {
    private static final ModelFolder MODEL = ModelFolder.open(Face256.folder());

    /** From where one image fits: the mask's features never come before another image. */
    @Test
    void theMasksFeaturesTakeWhatTheImagesLeave() {
        int least = 1000;
        while (!fits(least)) {
            least += 10;
        }
        int keptFrom = 0;
        for (int mebibytes = least; keptFrom == 0; mebibytes += 10) {
            EditPlan plan = plan("memory", mebibytes + "MiB");
            EditPlan unmasked = plan("memory", mebibytes + "MiB", "mask", "off");
            assertThat(plan.mostImages()).isEqualTo(unmasked.mostImages());
            keptFrom = plan.keepsMaskFeatures() ? mebibytes : 0;
        }

        assertThat(plan("memory", least + "MiB").mostImages()).isEqualTo(1);
        assertThat(plan("memory", keptFrom + "MiB").mostImages()).isEqualTo(4);
    }

    private static boolean fits(int mebibytes) {
        try {
            plan("memory", mebibytes + "MiB");
            return true;
        } catch (EditException e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "mask, auto, true",
        "mask, off, false",
        "solver, dpm, true",
        "feature_reuse, 2, false",
        "keep_features, on, false",
        "quality, draft, true",
    })
    void theyAreKeptWhereSamplingTakesThem(String option, String value, boolean keeps) {
        assertThat(plan("memory", "8GiB", option, value).keepsMaskFeatures()).isEqualTo(keeps);
    }

    private static EditPlan plan(String... keysAndValues) {
        Map<String, String> values = Tiny.values("mask", "auto", "steps", "20", "working_size", "320x256");
        values.put("chunk", "8");
        values.put("halo", "2");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        EditSettings settings = EditSettings.parse(values);
        return EditPlan.of(settings, PipelineKey.of(MODEL.root(), settings), MODEL, 320, 256);
    }
}
