package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.diffferv.engine.edit.OptionKind.Choice;
import io.diffferv.engine.edit.OptionKind.Real;
import io.diffferv.engine.edit.OptionKind.Whole;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.temporal.TemporalSettings;
import io.diffferv.engine.temporal.TemporalSettings.PathLayers;
import io.diffferv.engine.temporal.TemporalSettings.PathOrder;
import io.diffferv.engine.temporal.TemporalSettings.PathQuery;
import io.diffferv.engine.temporal.TemporalSettings.Placement;
import io.diffferv.engine.temporal.TemporalSettings.WindowLayers;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EditSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "texture, flatten, auto, PREFIX",
        "shape, flatten, auto, SUFFIX",
        "texture, masactrl, auto, SUFFIX",
        "shape, flatten, prefix, PREFIX",
        "0.7, flatten, auto, PREFIX"
    })
    void theScheduleFollowsTheEditAndTheProfileUnlessItIsGiven(
            String edit, String preservation, String schedule, InjectionSchedule expected) {
        EditSettings settings =
                EditSettings.parse(Map.of("edit", edit, "preservation", preservation, "schedule", schedule));

        assertThat(settings.schedule()).isEqualTo(expected);
    }

    /** The recommended choices of method.md H. */
    @Test
    void leftOutOptionsTakeTheirDefaults() {
        EditSettings settings = EditSettings.parse(Map.of());

        assertThat(settings.tauApp()).isEqualTo(0.9);
        assertThat(settings.guidance()).isEqualTo(5);
        assertThat(settings.strength()).isEqualTo(1);
        assertThat(settings.steps()).isZero();
        assertThat(settings.workingSize()).isEqualTo(WorkingSize.AUTO);
        assertThat(settings.memory()).isEmpty();
        assertThat(settings.preservation()).isEqualTo(PreservationProfile.FLATTEN);
        assertThat(settings.schedule()).isEqualTo(InjectionSchedule.PREFIX);
        assertThat(settings.inversionPrompt()).isEqualTo(InversionPrompt.SOURCE);
        assertThat(settings.inversionTemporal()).isTrue();
        assertThat(settings.posterior()).isEqualTo(Posterior.MEAN);
        assertThat(settings.temporal())
                .isEqualTo(new TemporalSettings(
                        Placement.CENTRED,
                        3,
                        WindowLayers.ALL,
                        PathLayers.FINEST,
                        PathQuery.DENSE,
                        PathOrder.SERIES,
                        true,
                        false,
                        0));
    }

    @Test
    void writtenOutDefaultsAreTheSameRequest() {
        Map<String, String> defaults =
                Arrays.stream(EditOption.values()).collect(Collectors.toMap(EditOption::key, EditOption::defaultValue));

        assertThat(EditSettings.parse(defaults)).isEqualTo(EditSettings.parse(Map.of()));
    }

    @ParameterizedTest
    @EnumSource(EditOption.class)
    void everyChoiceOfEveryOptionIsRead(EditOption option) {
        if (option.kind() instanceof Choice choice) {
            for (String word : choice.words()) {
                assertThat(EditSettings.parse(Map.of(option.key(), word))).isNotNull();
            }
            assertThatThrownBy(() -> EditSettings.parse(Map.of(option.key(), "nonsense")))
                    .isInstanceOf(EditException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(EditOption.class)
    void numbersAreReadUpToTheirLimitsAndRefusedBeyond(EditOption option) {
        if (option.kind() instanceof Real real) {
            EditSettings.parse(Map.of(option.key(), String.valueOf(real.least())));
            EditSettings.parse(Map.of(option.key(), String.valueOf(real.most())));
            assertRefused(option, String.valueOf(Math.nextUp(real.most())));
            assertRefused(option, String.valueOf(Math.nextDown(real.least())));
            assertRefused(option, "NaN");
            assertRefused(option, "Infinity");
            assertRefused(option, "");
        }
        if (option.kind() instanceof Whole whole) {
            EditSettings.parse(Map.of(option.key(), String.valueOf(whole.least())));
            EditSettings.parse(Map.of(option.key(), String.valueOf(whole.most())));
            assertRefused(option, String.valueOf(whole.least() - 1));
            assertRefused(option, whole.most() == Long.MAX_VALUE ? "9223372036854775808" : "" + (whole.most() + 1));
            assertRefused(option, "1.5");
            assertRefused(option, "");
        }
    }

    @ParameterizedTest
    @CsvSource({"texture, 0.9", "shape, 0.7", "0, 0", "0.25, 0.25", "1, 1"})
    void theKindOfEditIsAShareOfTheSteps(String edit, double tauApp) {
        assertThat(EditSettings.parse(Map.of("edit", edit)).tauApp()).isEqualTo(tauApp);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smile", "NaN", "-0.1", "1.01", ""})
    void anotherKindOfEditIsRefused(String edit) {
        assertRefused(EditOption.EDIT, edit);
    }

    @ParameterizedTest
    @CsvSource({
        "8GiB, 8589934592",
        "8gib, 8589934592",
        "900MiB, 943718400",
        "2 GB, 2000000000",
        "1.5k, 1500",
        "512KiB, 524288",
        "1TiB, 1099511627776",
        "4096, 4096",
        "10B, 10"
    })
    void memoryIsReadInItsUnit(String memory, long bytes) {
        assertThat(EditSettings.parse(Map.of("memory", memory)).memory()).isEqualTo(OptionalLong.of(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8 apples", "-1GiB", "GiB", "", "1e3", "8PiB"})
    void anotherAmountOfMemoryIsRefused(String memory) {
        assertRefused(EditOption.MEMORY, memory);
    }

    @Test
    void workingSizesAreASizeAShortSideOrAutomatic() {
        assertThat(EditSettings.parse(Map.of("working_size", "512x384")).workingSize())
                .isEqualTo(new WorkingSize(512, 384, 0));
        assertThat(EditSettings.parse(Map.of("working_size", "256")).workingSize())
                .isEqualTo(new WorkingSize(0, 0, 256));
        assertThat(EditSettings.parse(Map.of("working_size", "auto")).workingSize())
                .isEqualTo(WorkingSize.AUTO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0x0", "512x0", "8193", "64x9000", "99999x99999", "512x", "x", "-64", "big", ""})
    void anotherWorkingSizeIsRefused(String size) {
        assertRefused(EditOption.WORKING_SIZE, size);
    }

    @Test
    void anOverlongPromptIsRefusedWithItsLength() {
        assertThatThrownBy(() -> EditSettings.parse(Map.of("prompt", "x".repeat(10_000))))
                .isInstanceOf(EditException.class)
                .hasMessageContaining("--prompt")
                .hasMessageContaining("10,000 characters");
    }

    @Test
    void everyProblemIsReportedOnceAndAtOnce() {
        EditException refused = catchThrowableOfType(
                EditException.class,
                () -> EditSettings.parse(Map.of(
                        "colour", "red", "guidance", "NaN", "seed", "-1", "swcfa", "left", "working_size", "0")));

        assertThat(refused.code()).isEqualTo(FailureCode.BAD_REQUEST);
        assertThat(refused.getMessage().lines())
                .hasSize(5)
                .anyMatch(line -> line.contains("unknown") && line.contains("colour"))
                .anyMatch(line -> line.startsWith("--guidance") && line.contains("0 to 30") && line.contains("NaN"))
                .anyMatch(line -> line.startsWith("--seed") && line.contains("-1"))
                .anyMatch(line -> line.startsWith("--swcfa") && line.contains("centred"))
                .anyMatch(line -> line.startsWith("--working-size"));
    }

    @Test
    void featuresAreKeptOfAnInversionThatSeesWhatTheEditSees() {
        assertThat(EditSettings.parse(Map.of("keep_features", "on"))
                        .accelerations()
                        .keepFeatures())
                .isTrue();
        assertThatThrownBy(() -> EditSettings.parse(Map.of(
                        "keep_features", "on",
                        "feature_reuse", "2",
                        "inversion_prompt", "empty",
                        "inversion_temporal", "off")))
                .isInstanceOfSatisfying(EditException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(FailureCode.BAD_REQUEST);
                    assertThat(refused.getMessage().lines()).hasSize(3);
                })
                .hasMessageContaining("--inversion-prompt")
                .hasMessageContaining("\"source\" beside --keep-features on");
    }

    /** Whatever is written: a value is read or refused, never a defect. */
    @Property(tries = 500)
    void anyTextIsReadOrRefused(@ForAll EditOption option, @ForAll String value) {
        try {
            assertThat(EditSettings.parse(Map.of(option.key(), value))).isNotNull();
        } catch (EditException e) {
            assertThat(e.code()).isEqualTo(FailureCode.BAD_REQUEST);
            assertThat(e).hasMessageContaining(option.flag());
        }
    }

    private static void assertRefused(EditOption option, String value) {
        assertThatThrownBy(() -> EditSettings.parse(Map.of(option.key(), value)))
                .as("%s=%s", option.key(), value)
                .isInstanceOfSatisfying(EditException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(FailureCode.BAD_REQUEST);
                    assertThat(refused.getMessage().lines()).hasSize(1);
                    assertThat(refused).hasMessageStartingWith(option.flag());
                });
    }
}
