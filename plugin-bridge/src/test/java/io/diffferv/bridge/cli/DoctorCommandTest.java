package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @Test
    void everythingAnEditNeedsIsFoundHere() {
        Run run = Run.of("doctor");

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .containsPattern("(?m)^Java +found +\\d+")
                .containsPattern("(?m)^libtorch +found +2\\.7\\.1")
                .containsPattern("(?m)^Models +found .*face-256")
                .containsPattern("(?m)^Cache +found .* free")
                .doesNotContain("broken");
    }

    @Test
    void aToolThatIsNotInstalledHasNoVersion() {
        assertThat(Tool.of("diffferv-no-such-program").version()).isEmpty();
    }

    @Test
    void theVersionIsTheLineWithANumber() {
        assertThat(Tool.of("printf", "hello\nprogram 4.2\n").version()).contains("program 4.2");
    }

    @Test
    void aToolThatKeepsItsVersionToItselfIsStillThere() {
        assertThat(Tool.of("true").version()).isEmpty();
        assertThat(Tool.of("true").file()).get().asString().endsWith("/true");
        assertThat(Tool.of("diffferv-no-such-program").file()).isEmpty();
    }

    @Test
    void theUsersEffectGoesBeforeTheSystems(@TempDir Path folder) throws IOException {
        Path own = folder.resolve("own");
        Path system = folder.resolve("system");
        assertThat(EditorFindings.effect(List.of(own, system)).state()).isEqualTo(Finding.State.ABSENT);

        Path installed = install(system);
        assertThat(EditorFindings.effect(List.of(own, system)).detail()).isEqualTo(installed.toString());

        Path mine = install(own);
        assertThat(EditorFindings.effect(List.of(own, system)).detail()).isEqualTo(mine.toString());
    }

    private static Path install(Path data) throws IOException {
        Path effects = Files.createDirectories(data.resolve("kdenlive/effects"));
        return Files.createFile(effects.resolve("diffferv.xml"));
    }
}
