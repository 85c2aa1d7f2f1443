package io.diffferv.bridge.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.video.EncoderPreset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobTest {
    @Test
    void whatIsNotSaidHasADefault() {
        assertThat(job("{'kind':'edit','source':'a.mp4','output':'b.mp4','settings':{'seed':7}}"))
                .isEqualTo(new Job(
                        Job.Kind.EDIT,
                        "a.mp4",
                        "b.mp4",
                        EncoderPreset.ORDINARY,
                        Map.of("seed", "7"),
                        Map.of(),
                        0,
                        0,
                        0));
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        assertThatThrownBy(
                        () -> job("{'kind':'run','output':['b'],'settings':3,'models':{'a':[]},'seconds':-1,'sh':'x'}"))
                .isInstanceOfSatisfying(
                        EditException.class,
                        e -> assertThat(e.problems())
                                .extracting(problem -> problem.where())
                                .containsExactlyInAnyOrder(
                                        "sh", "kind", "source", "output", "settings", "models.a", "seconds"));
    }

    @Test
    void aJobBringsNoResult() {
        assertThatThrownBy(() -> job("{'kind':'edit','source':'a','output':'b','result':{'state':'done'}}"))
                .hasMessageContaining("result");
    }

    private static Job job(String text) {
        return Job.of(JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject());
    }
}
