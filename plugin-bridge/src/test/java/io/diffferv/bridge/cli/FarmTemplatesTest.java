package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the templates for farm managers call is what the command takes, once the manager has put its numbers in. */
class FarmTemplatesTest {
    private static final Path FARM = Path.of(System.getProperty("diffferv.share"), "farm");
    private static final Pattern CALL = Pattern.compile("\\bfarm (work|join) .*");

    @ParameterizedTest
    @MethodSource("templates")
    void everyCallIsUnderstood(Path template) throws IOException {
        List<String> calls = Files.readString(template)
                .lines()
                .filter(line -> !line.strip().matches("(#|//|<!--).*"))
                .map(FarmTemplatesTest::rendered)
                .flatMap(line -> CALL.matcher(line).results().map(found -> found.group()))
                .toList();

        assertThat(calls)
                .isNotEmpty()
                .allSatisfy(call ->
                        CommandTree.create(() -> false).parseArgs(call.strip().split("\\s+")));
    }

    static List<Path> templates() {
        try (Stream<Path> files = Files.walk(FARM)) {
            return files.filter(Files::isRegularFile)
                    .filter(FarmTemplatesTest::calls)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean calls(Path template) {
        String name = template.getFileName().toString();
        // Shell puts in its arguments itself; packaging/slurm-test.sh runs that.
        return name.matches(".*\\.(nf|xml|plugin)|work\\.yaml|join\\.yaml|template\\.yaml");
    }

    /** Numbers for every token, words without their quotes. */
    private static String rendered(String line) {
        return line.replaceAll("<QUOTE>|</?cmd>", "")
                .replaceAll("\\{\\{[^}]*}}|\\$\\{[^}]*}|<STARTFRAME>|#IFRAME#", "0")
                .replaceAll("\\|\\|.*", "")
                .replaceAll("[\"',\\[\\]]", " ")
                .replaceAll(" +", " ");
    }
}
