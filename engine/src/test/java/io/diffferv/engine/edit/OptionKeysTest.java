package io.diffferv.engine.edit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OptionKeysTest {
    @ParameterizedTest
    @EnumSource(EditOption.class)
    void everyOptionIsCalledByItsKey(EditOption option) {
        assertThat(OptionKeys.in(option.flag() + ": wrong; leave " + option.flag() + " out."))
                .isEqualTo(option.key() + ": wrong; leave " + option.key() + " out.");
    }

    @ParameterizedTest
    @CsvSource({
        "give more by --memory or a smaller --working-size., give more by memory or a smaller working_size.",
        "--model sd15, model sd15",
        "--settings s.json, --settings s.json",
        "a--prompt --prompts --, a--prompt --prompts --"
    })
    void otherTextStays(String text, String expected) {
        assertThat(OptionKeys.in(text)).isEqualTo(expected);
    }

    /** {@code --tta} is the beginning of {@code --tta-order}. */
    @Test
    void aFlagThatBeginsLikeAnotherIsNotTakenForIt() {
        assertThat(OptionKeys.in("--tta-order and --tta")).isEqualTo("tta_order and tta");
    }
}
