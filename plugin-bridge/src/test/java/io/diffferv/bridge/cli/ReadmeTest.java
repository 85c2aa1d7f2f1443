package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What README.md says of commands, settings and statuses is what the program says; -Dreadme.update=true writes it. */
class ReadmeTest {
    private static final Path README = Path.of("../README.md");

    @Test
    void commands() throws IOException {
        List<String> blocks = new ArrayList<>();
        addHelp(CommandTree.create(() -> false), blocks);
        check("commands", String.join("\n", blocks));
    }

    @Test
    void settings() throws IOException {
        String rows = Arrays.stream(EditOption.values())
                .map(option -> "| `%s` | %s | %s | %s |"
                        .formatted(
                                option.key(),
                                option.defaultValue().isEmpty() ? "none" : "`" + option.defaultValue() + "`",
                                option.kind().expected(),
                                option.help()))
                .collect(Collectors.joining("\n"));
        check("settings", "| key | default | expects | |\n|---|---|---|---|\n" + rows + "\n");
    }

    @Test
    void statuses() throws IOException {
        String rows = Arrays.stream(FailureCode.values())
                .map(code -> "| %d | %s |".formatted(code.exitStatus(), code.meaning()))
                .collect(Collectors.joining("\n"));
        check(
                "statuses",
                "| status | |\n|---|---|\n| 0 | done |\n| %d | defect of the program |\n%s\n"
                        .formatted(Failures.DEFECT, rows));
    }

    private static void addHelp(CommandLine command, List<String> blocks) {
        String name = command.getCommandSpec().qualifiedName();
        blocks.add("```text\n$ %s --help\n%s```\n".formatted(name, command.getUsageMessage(Ansi.OFF)));
        command.getSubcommands().values().forEach(child -> addHelp(child, blocks));
    }

    /** Compares, or replaces, what stands between the two comments that carry the name. */
    private static void check(String name, String expected) throws IOException {
        String text = Files.readString(README);
        String open = "<!-- %s -->\n".formatted(name);
        int from = text.indexOf(open) + open.length();
        int to = text.indexOf("<!-- /%s -->".formatted(name));
        assertThat(to).as("%s in %s", name, README).isGreaterThanOrEqualTo(from);
        if (Boolean.getBoolean("readme.update")) {
            Files.writeString(README, text.substring(0, from) + expected + text.substring(to));
        } else {
            assertThat(text.substring(from, to)).isEqualTo(expected);
        }
    }
}
