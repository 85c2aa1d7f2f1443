package io.diffferv.bridge.folders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelLookupTest {
    @TempDir
    Path home;

    private Path own;
    private Path shipped;
    private ModelLookup lookup;

    @BeforeEach
    void folders() {
        own = home.resolve("own");
        shipped = home.resolve("shipped");
        lookup = new ModelLookup(List.of(own, shipped));
    }

    @Test
    void theUsersModelHidesTheShippedOneOfThatName() throws IOException {
        install(shipped.resolve("face"));
        install(shipped.resolve("other"));
        Path mine = install(own.resolve("face"));

        assertThat(lookup.find("face")).isEqualTo(mine);
        assertThat(lookup.installed()).containsExactly(mine, shipped.resolve("other"));
    }

    @Test
    void aPathIsTakenAsItIs() throws IOException {
        Path elsewhere = install(home.resolve("downloads/sd15"));

        assertThat(lookup.find(elsewhere.toString())).isEqualTo(elsewhere);
    }

    @Test
    void theIndexStandsForItsFolder() throws IOException {
        Path elsewhere = install(home.resolve("downloads/sd15"));

        assertThat(lookup.find(elsewhere.resolve("model_index.json").toString()))
                .isEqualTo(elsewhere);
    }

    @Test
    void aFolderThatIsNoModelIsNotListed() throws IOException {
        Files.createDirectories(own.resolve("half"));

        assertThat(lookup.installed()).isEmpty();
    }

    @Test
    void anUnknownNameTellsWhichOnesThereAre() throws IOException {
        install(shipped.resolve("face"));

        assertThatThrownBy(() -> lookup.find("fcae"))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.MODEL))
                .hasMessageContainingAll("--model fcae", "only face", "diffferv models list", own.toString());
        assertThatThrownBy(() -> lookup.find(home.resolve("none/at/all").toString()))
                .isInstanceOf(EditException.class);
    }

    private static Path install(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.createFile(folder.resolve("model_index.json"));
        return folder;
    }
}
