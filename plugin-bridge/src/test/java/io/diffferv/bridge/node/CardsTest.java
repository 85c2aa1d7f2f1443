package io.diffferv.bridge.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardsTest {
    @TempDir
    Path devices;

    @Test
    void eachCardOfTheSchedulersHasAWorker() {
        assertThat(cards("3, GPU-5f1,0", 0)).containsExactly("3", "GPU-5f1", "0");
        assertThat(cards("3,5", 1)).containsExactly("3");
        assertThat(cards("3,5", 3)).containsExactly("3", "5", "3");
    }

    @Test
    void noCardIsTakenThatTheSchedulerKeepsBack() throws IOException {
        Files.createFile(devices.resolve("nvidia0"));

        assertThat(cards("", 2)).containsExactly("", "");
        assertThat(cards("-1", 0)).containsExactly("-1");
    }

    @Test
    void withoutASchedulerEveryCardIsTaken() throws IOException {
        assertThat(Cards.share(null, devices, 0)).containsExactly(java.util.Map.of());

        // A container may show some of a machine's cards only; CUDA counts those.
        for (String name : List.of("nvidia1", "nvidia4", "nvidiactl")) {
            Files.createFile(devices.resolve(name));
        }
        assertThat(cards(null, 0)).containsExactly("0", "1");
    }

    private List<String> cards(String visible, int workers) {
        return Cards.share(visible, devices, workers).stream()
                .map(environment -> environment.get("CUDA_VISIBLE_DEVICES"))
                .toList();
    }
}
