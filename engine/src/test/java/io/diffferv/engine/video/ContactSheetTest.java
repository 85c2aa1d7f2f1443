package io.diffferv.engine.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactSheetTest {
    @TempDir
    Path folder;

    @Test
    void placesRowsUnderTheirLabels() {
        Path png = folder.resolve("sheet.png");
        ContactSheet.write(
                png,
                List.of(
                        new ContactSheet.Row("before", List.of(plain(30, 20, 0.2f), plain(30, 20, 0.4f))),
                        new ContactSheet.Row("after", List.of(plain(30, 20, 0.8f)))));
        RgbImage sheet = Clips.read(png).get(0).upright();
        assertThat(sheet.width()).isEqualTo(4 + 34 + 34);
        assertThat(sheet.height()).isEqualTo(4 + 2 * (22 + 20 + 4));
        assertThat(sheet.at(0, 26, 4)).isCloseTo(0.2f, within(0.002f));
        assertThat(sheet.at(1, 45, 38)).isCloseTo(0.4f, within(0.002f));
        assertThat(sheet.at(2, 26 + 46, 4)).isCloseTo(0.8f, within(0.002f));
        float label = 0;
        for (int y = 4; y < 26; y++) {
            for (int x = 0; x < sheet.width(); x++) {
                label += sheet.at(0, y, x);
            }
        }
        assertThat(label).as("ink of the label").isGreaterThan(20);
    }

    private static RgbImage plain(int width, int height, float value) {
        float[] samples = new float[3 * width * height];
        Arrays.fill(samples, value);
        return new RgbImage(width, height, samples);
    }
}
