package io.diffferv.bridge.cli;

import io.diffferv.bridge.Rendered;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What README.md and commands.md say of commands, settings and statuses is what the program says; -Dreadme.update=true writes it. */
class ReadmeTest {
    private static final Path README = Path.of("../README.md");
    private static final Path COMMANDS = Path.of("../packaging/commands.md");

    @Test
    void commands() throws IOException {
        List<String> blocks = new ArrayList<>();
        addHelp(CommandTree.create(() -> false), blocks);
        Rendered.check(COMMANDS, String.join("\n", blocks));
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
        Rendered.check(README, "settings", "| key | default | expects | |\n|---|---|---|---|\n" + rows + "\n");
    }

    @Test
    void statuses() throws IOException {
        String rows = Arrays.stream(FailureCode.values())
                .map(code -> "| %d | %s |".formatted(code.exitStatus(), code.meaning()))
                .collect(Collectors.joining("\n"));
        Rendered.check(
                README,
                "statuses",
                "| status | |\n|---|---|\n| 0 | done |\n| %d | defect of the program |\n%s\n"
                        .formatted(Failures.DEFECT, rows));
    }

    private static void addHelp(CommandLine command, List<String> blocks) {
        String name = command.getCommandSpec().qualifiedName();
        blocks.add("```text\n$ %s --help\n%s```\n".formatted(name, command.getUsageMessage(Ansi.OFF)));
        command.getSubcommands().values().forEach(child -> addHelp(child, blocks));
    }
}
