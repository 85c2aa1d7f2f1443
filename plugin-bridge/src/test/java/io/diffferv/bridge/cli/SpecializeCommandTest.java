package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;

class SpecializeCommandTest {
    /** Of face-256's U-Net. */
    private static final long PARAMETERS = 26_866_596;

    @Test
    void measuresStepsOnRandomLatents() {
        Run run = Run.of(
                "specialize",
                "--measure",
                "--steps",
                "2",
                "--batch",
                "2",
                "--together",
                "1",
                "--size",
                "64",
                "--checkpointing",
                "--precision",
                "fp32");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        JsonObject speed = JsonParser.parseString(run.out()).getAsJsonObject();
        assertThat(speed.get("device").getAsString()).isEqualTo("cpu, float32");
        assertThat(speed.get("parameters").getAsLong()).isEqualTo(PARAMETERS);
        assertThat(speed.get("skippedSteps").getAsInt()).isZero();
        double seconds = speed.get("secondsPerStep").getAsDouble();
        assertThat(seconds * speed.get("imagesPerSecond").getAsDouble()).isEqualTo(2, within(1e-9));
        assertThat(seconds * speed.get("tflopPerSecond").getAsDouble())
                .isEqualTo(2 * speed.get("tflopPerImage").getAsDouble(), within(1e-9));
        assertThat(speed.get("shareOfMatmul").getAsDouble()).isBetween(0.0, 1.0);
        assertThat(speed.get("peakMemoryBytes").getAsLong()).isGreaterThan(4 * Float.BYTES * PARAMETERS);
        JsonObject settings = speed.getAsJsonObject("settings");
        assertThat(settings.get("checkpointing").getAsBoolean()).isTrue();
        assertThat(settings.get("precision").getAsString()).isEqualTo("FP32");
    }

    @Test
    void asksForPicturesAndAPlaceUnlessItMeasures() {
        Run run = Run.of("specialize", "--steps", "2");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--measure", "--data", "-o=");
    }
}
