package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code evaluate}, opened. Its picture is left in {@code target/report.png}. */
class ReportInBrowserTest {
    private static final int FRAMES = 16;
    private static final String REQUEST = """
            {"frames": %d, "reconstruct": false,
             "settings": {"steps": 1, "working_size": 64, "source_prompt": "a man"},
             "edits": [{"name": "old", "settings": {"prompt": "an old man"}}],
             "variants": [{"name": "full"}, {"name": "half", "settings": {"strength": "0.5"}}]}
            """.formatted(FRAMES);

    /** Waits for a condition, and gives up with what it is about. */
    private static final String UNTIL = """
            const until = (met, what) => new Promise((done, failed) => {
              const end = performance.now() + 20000;
              const look = () => met() ? done() : performance.now() > end ? failed(what) : setTimeout(look, 10);
              look();
            });
            const scene = document.querySelector('.scene');
            const [source, edited] = scene.querySelectorAll('video');
            const apart = () => {
              const gap = Math.abs(source.currentTime - edited.currentTime);
              return Math.min(gap, source.duration - gap);
            };
            """;

    @TempDir
    Path folder;

    @Test
    void tablesAreFilledAndBothVideosPlayInStep() throws Exception {
        Optional<Path> chromium = BrowserPage.chromium();
        assumeTrue(chromium.isPresent(), "there is no chromium on the PATH");
        Path report = report();

        try (BrowserPage page = BrowserPage.open(chromium.get(), Path.of("target/chromium"))) {
            page.show(report);
            JsonObject tables = run(page, """
                    const cells = [...document.querySelectorAll('table td')].map(cell => cell.textContent.trim());
                    return {cells: cells.length, empty: cells.filter(cell => cell === '' || cell === 'NaN').length,
                            charts: document.querySelectorAll('.charts svg').length};
                    """);
            assertThat(tables.get("cells").getAsInt()).isGreaterThan(8);
            assertThat(tables.get("empty").getAsInt()).isZero();
            assertThat(tables.get("charts").getAsInt()).isPositive();

            JsonObject loaded = run(page, """
                    await until(() => source.readyState >= 2 && edited.readyState >= 2, 'videos do not load');
                    await until(() => scene.querySelector('.sheet').naturalWidth > 0, 'the sheet does not load');
                    return {duration: source.duration, other: edited.duration, width: edited.videoWidth};
                    """);
            assertThat(loaded.get("duration").getAsDouble()).isCloseTo(FRAMES / 25.0, within(0.02));
            assertThat(loaded.get("other").getAsDouble())
                    .isCloseTo(loaded.get("duration").getAsDouble(), within(0.02));
            assertThat(loaded.get("width").getAsInt()).isEqualTo(64);

            assertPlaysInStep(page);
            assertSeeksTogether(page);
            assertAnotherTakeIsShown(page);
            Files.write(Path.of("target/report.png"), page.screenshot());
            assertThat(page.errors()).isEmpty();
        }
    }

    private static void assertPlaysInStep(BrowserPage page) throws Exception {
        JsonObject played = run(page, """
                const button = scene.querySelector('button');
                button.click();
                await until(() => source.currentTime > 0.1 && edited.currentTime > 0.1, 'they do not play');
                const gaps = [];
                const end = performance.now() + 1500;
                await until(() => gaps.push(apart()) && performance.now() > end, '');
                const during = button.textContent;
                button.click();
                await until(() => source.paused && edited.paused && !edited.seeking, 'they do not stop');
                return {usual: gaps.sort((a, b) => a - b)[gaps.length >> 1], during, after: button.textContent, stopped: apart()};
                """);
        // A frame and a half; an edit that plays at 0.6 of the speed, uncorrected, is 0.13 behind.
        assertThat(played.get("usual").getAsDouble()).isLessThan(0.06);
        assertThat(played.get("stopped").getAsDouble()).isLessThan(0.001);
        assertThat(played.get("during").getAsString()).isEqualTo("Pause");
        assertThat(played.get("after").getAsString()).isEqualTo("Play");
    }

    private static void assertSeeksTogether(BrowserPage page) throws Exception {
        JsonObject sought = run(page, """
                const slider = scene.querySelector('.controls input');
                slider.value = 0.6;
                slider.dispatchEvent(new Event('input'));
                const there = 0.6 * source.duration;
                const at = video => !video.seeking && Math.abs(video.currentTime - there) < 0.001;
                await until(() => at(source) && at(edited), 'they do not follow the slider');
                return {apart: apart()};
                """);
        assertThat(sought.get("apart").getAsDouble()).isLessThan(0.001);
    }

    private static void assertAnotherTakeIsShown(BrowserPage page) throws Exception {
        JsonObject changed = run(page, """
                const before = edited.src;
                const select = scene.querySelector('select');
                select.selectedIndex = 1;
                select.dispatchEvent(new Event('change'));
                await until(() => edited.src !== before && edited.readyState >= 2 && !edited.seeking && apart() < 0.001,
                    'the other take does not come');
                return {takes: select.options.length};
                """);
        assertThat(changed.get("takes").getAsInt()).isEqualTo(2);
    }

    /** @param body of a function that may wait */
    private static JsonObject run(BrowserPage page, String body) throws Exception {
        JsonElement value = page.evaluate("(async () => {" + UNTIL + body + "})()");
        return value.getAsJsonObject();
    }

    private Path report() throws Exception {
        Path clip = Y4m.write(folder.resolve("a.y4m"), 64, 64, FRAMES);
        Path edits = Files.writeString(folder.resolve("edits.json"), REQUEST);
        Path report = folder.resolve("report");
        Run run = Run.of(
                "evaluate",
                clip.toString(),
                "--edits",
                edits.toString(),
                "-o",
                report.toString(),
                "--progress",
                "none");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        return report.resolve("index.html");
    }
}
