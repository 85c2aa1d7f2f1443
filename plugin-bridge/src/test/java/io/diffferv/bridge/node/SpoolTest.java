package io.diffferv.bridge.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.diffferv.engine.failure.EditException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
    @TempDir
    Path folder;

    @Test
    void aJobGoesFromStateToState() throws IOException {
        try (Spool spool = Spool.open(folder)) {
            spool.submit("a", "{\"kind\":\"edit\"}");
            assertThat(spool.claim()).contains("a");
            assertThat(spool.state("a")).contains(JobState.RUNNING);
            assertThat(spool.claim()).isEmpty();
            JsonObject result = new JsonObject();
            result.addProperty("frames", 4);
            spool.finish("a", JobState.DONE, result);
        }
        assertThat(folder.resolve("done/a.json"))
                .hasContent("{\"kind\":\"edit\",\"result\":{\"frames\":4,\"state\":\"done\"}}");
        assertThat(folder.resolve("running/a.json")).doesNotExist();
    }

    @Test
    void whatRanWhenTheNodeDiedIsQueuedAgain() throws IOException {
        Files.createDirectories(folder.resolve("running"));
        Files.writeString(folder.resolve("running/cut.json"), "{}");
        Files.writeString(folder.resolve("running/over.json"), "{\"result\":{\"state\":\"failed\"}}");
        Files.writeString(folder.resolve("running/torn.json"), "{\"ki");
        try (Spool spool = Spool.open(folder)) {
            assertThat(spool.jobs(JobState.RUNNING)).isEmpty();
            assertThat(spool.jobs(JobState.QUEUED)).containsExactlyInAnyOrder("cut", "torn");
            assertThat(spool.jobs(JobState.FAILED)).containsExactly("over");
        }
    }

    @Test
    void oneNodeHasOneSpool() {
        try (Spool spool = Spool.open(folder)) {
            assertThat(spool.jobs(JobState.QUEUED)).isEmpty();
            assertThatThrownBy(() -> Spool.open(folder)).hasMessageContaining("another node");
        }
        Spool.open(folder).close();
    }

    @Test
    void theOldestJobComesFirst() throws IOException {
        try (Spool spool = Spool.open(folder)) {
            spool.submit("b", "{}");
            spool.submit("a", "{}");
            assertThat(folder.resolve("queued/b.json").toFile().setLastModified(1000))
                    .isTrue();
            assertThat(spool.claim()).contains("b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "a/b", "", ".a", "a b", "a\n", "%2e%2e", "a.json", "ä"})
    void namesThatArePathsAreRefused(String id) {
        try (Spool spool = Spool.open(folder)) {
            assertThatThrownBy(() -> spool.submit(id, "{}")).isInstanceOf(EditException.class);
        }
    }

    @Test
    void aNameIsTakenOnce() {
        try (Spool spool = Spool.open(folder)) {
            spool.submit("a", "{}");
            spool.claim();
            assertThatThrownBy(() -> spool.submit("a", "{}")).isInstanceOf(EditException.class);
        }
    }

    @Test
    void linksAndLongFilesAreNoJobs() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "{}");
        try (Spool spool = Spool.open(folder)) {
            Files.createSymbolicLink(folder.resolve("queued/link.json"), secret);
            Files.writeString(folder.resolve("queued/long.json"), "{\"a\":\"" + "x".repeat(Spool.MOST_BYTES) + "\"}");
            for (String id : new String[] {"link", "long"}) {
                assertThatThrownBy(() -> spool.read(id, JobState.QUEUED))
                        .isInstanceOf(EditException.class)
                        .hasMessageContaining("65536 bytes");
            }
        }
    }
}
