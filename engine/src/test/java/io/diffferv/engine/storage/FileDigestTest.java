package io.diffferv.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileDigestTest {
    @TempDir
    Path folder;

    /** Expected: sha256sum of GNU coreutils 9.1. */
    @ParameterizedTest
    @CsvSource({
        "'', e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "abc, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    })
    void givesTheStandardsNumbers(String text, String expected) throws IOException {
        Path file = Files.writeString(folder.resolve("a"), text);

        assertThat(HexFormat.of().formatHex(FileDigest.of(file))).isEqualTo(expected);
    }

    @Test
    void readsOnPastOneBlock() throws IOException {
        byte[] bytes = new byte[(3 << 20) + 5];
        bytes[bytes.length - 1] = 1;
        Path file = Files.write(folder.resolve("a"), bytes);

        assertThat(FileDigest.of(file)).isEqualTo(FileDigest.begin().digest(bytes));
    }
}
