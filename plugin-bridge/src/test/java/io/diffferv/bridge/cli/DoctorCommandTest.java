package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
