package io.diffferv.bridge.farm;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.tensor.CpuThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every task works on a machine of its own, as far as its cache is concerned. */
class FarmTest {
    private static final Map<String, String> VALUES = Fixture.values(3, 1);

    private static Path clip;
    private static Path alone;

    @TempDir
    Path folder;

    @BeforeAll
    static void editAlone(@TempDir Path once) throws IOException {
        clip = Fixture.clipIn(once);
        alone = Fixture.edit(clip, once.resolve("alone.mkv"), VALUES, Fixture.FRAMES);
    }

    @Test
    void anySplitGivesTheFileOfOneMachine() {
        Path plan = Fixture.plan(clip, folder.resolve("plan.json"), VALUES, 4);
        for (int task = 2; task >= 0; task--) {
            Fixture.work(plan, folder.resolve("cache" + task), task, 3);
        }

        assertThat(Fixture.join(plan, folder.resolve("joined.mkv"))).hasSameBinaryContentAs(alone);
    }

    @Test
    void aMachineWithOtherThreadsComputesWithThePlannedOnes() {
        Path plan = Fixture.plan(clip, folder.resolve("plan.json"), VALUES, 2);
        int planned = CpuThreads.count();
        CpuThreads.use(planned + 1);
        try {
            Fixture.work(plan, folder.resolve("cache"), 0, 1);
            assertThat(CpuThreads.count()).isEqualTo(planned);
        } finally {
            CpuThreads.use(planned);
        }

        assertThat(Fixture.join(plan, folder.resolve("joined.mkv"))).hasSameBinaryContentAs(alone);
    }

    @Test
    void aHaloLargerThanAChunkReachesOverTwoOfThem() {
        Map<String, String> values = Fixture.values(2, 3);
        int frames = 6;
        Path whole = Fixture.edit(clip, folder.resolve("alone.mkv"), values, frames);
        Path plan = Fixture.plan(folder.resolve("plan.json"), new FarmPlanner.Request(clip, frames, 3, null), values);
        Fixture.work(plan, folder.resolve("cache"), 0, 2);
        Fixture.work(plan, folder.resolve(Fixture.CACHE), 1, 2);

        assertThat(Fixture.join(plan, folder.resolve("joined.mkv"))).hasSameBinaryContentAs(whole);
    }

    /** With the cache of the machine that has edited everything already. */
    @Test
    void whatIsFinishedIsNotDoneAgain() {
        Path cache = alone.resolveSibling(Fixture.CACHE);
        Path plan = Fixture.plan(clip, folder.resolve("plan.json"), VALUES, 3);
        assertThat(Farm.open(plan, Fixture.PROGRAM).todo()).isEqualTo("0-2");

        assertThat(Fixture.work(plan, cache, 1, null))
                .singleElement()
                .asString()
                .contains("chunk 1: committed");
        assertThat(Farm.open(plan, Fixture.PROGRAM).todo()).isEqualTo("0,2");
        assertThat(Farm.open(plan, Fixture.PROGRAM).status()).isEqualTo(new Farm.Status(3, 1, 10, 3, "0,2"));

        List<String> said = Fixture.work(plan, cache, 0, 1);
        assertThat(said).hasSize(3);
        assertThat(said.get(1)).isEqualTo("chunk 1 was done already");
    }

    @Test
    void aPlannerTellsHowFarItHasReadTheClip() {
        List<Long> read = new ArrayList<>();

        new FarmPlanner(Fixture.PROGRAM, Fixture.cache(folder))
                .plan(
                        folder.resolve("plan.json"),
                        new FarmPlanner.Request(clip, 3, 1, null),
                        VALUES,
                        (frames, claimed) -> {
                            read.add(frames);
                            assertThat(claimed).isIn(0L, 3L);
                        });

        assertThat(read).containsExactly(1L, 2L, 3L);
    }
}
