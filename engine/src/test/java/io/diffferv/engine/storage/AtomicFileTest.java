package io.diffferv.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    private Path folder;

    @Test
    void replacesTheTargetAndMakesItsFolder() throws IOException {
        Path target = folder.resolve("new/file");
        for (byte content : new byte[] {1, 2}) {
            AtomicFile.write(target, channel -> channel.write(ByteBuffer.wrap(new byte[] {content})));
            assertThat(target).hasBinaryContent(new byte[] {content});
        }
        assertThat(target.getParent().toFile().list()).containsExactly("file");
    }

    @Test
    void leavesTheTargetAndNoLitterWhenTheBodyFails() throws IOException {
        Path target = Files.writeString(folder.resolve("file"), "before");
        assertThatThrownBy(() -> AtomicFile.write(target, channel -> {
                    channel.write(ByteBuffer.allocate(10));
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");
        assertThat(target).hasContent("before");
        assertThat(folder.toFile().list()).containsExactly("file");
    }

    @Test
    void tellsAFullDiskFromAnUnwritablePlace() {
        Path target = folder.resolve("file");
        assertThatThrownBy(() -> AtomicFile.write(target, channel -> {
                    throw new IOException("No space left on device");
                }))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.TRY_AGAIN))
                .hasMessageContaining("the disk is full");
        assertThatThrownBy(() -> AtomicFile.write(Path.of("/proc/file"), channel -> {}))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.BAD_INPUT))
                .hasMessageContaining("/proc/file");
    }

    @Test
    void knowsTheLitterOfDeadProcesses() {
        String id = "-01234567-89ab-cdef-0123-456789abcdef";
        assertThat(AtomicFile.isAbandoned(folder.resolve(".a.999999999." + id.substring(1) + ".partial")))
                .isTrue();
        long self = ProcessHandle.current().pid();
        assertThat(AtomicFile.isAbandoned(folder.resolve(".a." + self + "." + id.substring(1) + ".partial")))
                .isFalse();
        assertThat(AtomicFile.isAbandoned(folder.resolve("a"))).isFalse();
    }
}
