package io.diffferv.bridge.jna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Memory;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The structures against {@code engine.h} as the C compiler lays it out. */
class EngineHeaderTest {
    private static final Path HEADER = Path.of("../mlt-filter/src/engine.h").toAbsolutePath();

    private static final Map<String, Class<? extends Structure>> STRUCTURES = Map.of(
            "diffferv_engine", EngineTable.class,
            "diffferv_run", RunStruct.class,
            "diffferv_failure", FailureStruct.class);

    @TempDir
    Path folder;

    @Test
    void sizesAndOffsetsAreTheHeaders() throws Exception {
        assumeTrue(runs("cc", "--version"), "there is no C compiler");
        List<String> lines = new ArrayList<>(List.of("abi " + EngineTable.ABI));
        StringBuilder c = new StringBuilder("#include <stddef.h>\n#include <stdio.h>\n#include \"" + HEADER
                + "\"\nint main(void)\n{\n    printf(\"abi %d\\n\", DIFFFERV_ABI);\n");
        for (var entry : STRUCTURES.entrySet()) {
            Structure structure = structure(entry.getValue());
            String name = "struct " + entry.getKey();
            lines.add(name + " " + structure.size());
            c.append("    printf(\"%s %%zu\\n\", sizeof(%s));\n".formatted(name, name));
            for (String field : entry.getValue().getAnnotation(FieldOrder.class).value()) {
                lines.add(name + "." + field + " " + offset(structure, field));
                c.append("    printf(\"%s.%s %%zu\\n\", offsetof(%s, %s));\n".formatted(name, field, name, field));
            }
        }
        Path source = Files.writeString(folder.resolve("layout.c"), c.append("}\n"));
        Path program = folder.resolve("layout");

        assertThat(runs("cc", "-o", program.toString(), source.toString())).isTrue();
        assertThat(output(program.toString()).lines()).containsExactlyElementsOf(lines);
    }

    private static Structure structure(Class<? extends Structure> type) throws ReflectiveOperationException {
        Memory memory = new Memory(4096);
        memory.clear();
        var constructor = type.getDeclaredConstructor(com.sun.jna.Pointer.class);
        constructor.setAccessible(true);
        return constructor.newInstance(memory);
    }

    /** JNA keeps offsets to itself, but tells them in its description of a structure. */
    private static int offset(Structure structure, String field) {
        return structure
                .toString()
                .lines()
                .filter(line -> line.matches(".*\\b" + field + "(\\[\\d+\\])?@0x[0-9a-fA-F]+.*"))
                .map(line -> Integer.parseInt(line.replaceAll(".*@0x([0-9a-fA-F]+).*", "$1"), 16))
                .findFirst()
                .orElseThrow(() -> new AssertionError(structure.toString()));
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String output(String... command) throws IOException {
        return new String(new ProcessBuilder(command).start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
