package io.diffferv.bridge.farm;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with the plan, or with what it names. */
class BadPlanTest extends FinishedPlan {
    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{", "\u0000", "7", "{\"schema\": 1, \"key\": null}"})
    void aPlanThatIsNone(String content) throws IOException {
        Files.writeString(plan, content);

        refused(FailureCode.PLAN, this::workOnAll, "plan.json", "farm plan");
    }

    @Test
    void aPlanThatIsNotThere() {
        refused(FailureCode.PLAN, () -> Farm.open(folder.resolve("other.json"), Fixture.PROGRAM), "NoSuchFile");
    }

    @ParameterizedTest
    @CsvSource({
        "an old man, a young man",
        "\"halo\": 0, \"halo\": 1",
        "\"out\": 4, \"out\": 3",
        "\"cut\": true, \"cot\": true"
    })
    void aPlanThatWasEdited(String planned, String edited) throws IOException {
        replace(planned, edited);

        refused(FailureCode.PLAN, this::workOnAll, "changed after it was made");
    }

    @Test
    void aPlanOfAnotherSchema() throws IOException {
        replace("diffferv-farm-plan/1", "diffferv-farm-plan/2");

        refused(FailureCode.PLAN, this::workOnAll, "diffferv-farm-plan/2");
    }

    @Test
    void aPlanOfAnotherVersion() {
        Farm other = Farm.open(plan, "diffferv 99");

        refused(
                FailureCode.PLAN,
                () -> other.join(other.job(folder.resolve("o.mkv"), null, true), frames -> {}),
                "another version",
                "diffferv 99");
    }

    @Test
    void aPlanWhoseNameIsTaken() {
        refused(
                FailureCode.BAD_REQUEST,
                () -> Fixture.plan(folder.resolve("clip.mkv"), plan, Fixture.values(5, 0), 2),
                "a plan already");
    }

    @Test
    void aClipThatChanged() throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve("clip.mkv"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(folder.resolve("clip.mkv"), bytes);

        refused(FailureCode.PLAN, this::workOnAll, "clip.mkv", "changed");
        refused(FailureCode.PLAN, this::join, "clip.mkv", "changed");
    }

    @Test
    void aClipThatIsGone() throws IOException {
        Files.delete(folder.resolve("clip.mkv"));

        refused(FailureCode.BAD_INPUT, this::workOnAll, "clip.mkv");
    }

    @Test
    void aPlanThatNamesAClipElsewhere() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));

        assertThat(Farm.open(plan, Fixture.PROGRAM, List.of(folder)).isOfProject())
                .isFalse();
        refused(FailureCode.REFUSED, () -> open(plan, elsewhere), "names a clip outside", "clip.mkv");
    }

    @Test
    void aPlanWhoseClipIsAListOfFiles() throws IOException {
        Files.writeString(folder.resolve("clip.mkv"), "ffconcat version 1.0\nfile /etc/passwd\n");

        refused(FailureCode.REFUSED, () -> open(plan, folder), "a list of other files");
    }

    @Test
    void aPlanThatNamesAModelElsewhere() {
        PlanFile made = PlanFile.read(plan);
        Path other = withModel(new FarmPlan.Model(
                folder.toString(), made.plan().models().get(0).sha256()));

        refused(FailureCode.REFUSED, () -> open(other, chunks, folder.resolve("clip.mkv")), "names a model outside");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2, 10_000})
    void anIndexOutOfRange(int index) {
        refused(FailureCode.PLAN, () -> work(index, null), "--index", "0 to 1");
    }

    @Test
    void noIndexAtAll() {
        refused(FailureCode.PLAN, () -> work(null, null), "SLURM_ARRAY_TASK_ID");
    }

    @Test
    void aModelThatIsNotThePlannedOne() {
        Path other = withModel(
                new FarmPlan.Model(PlanFile.read(plan).plan().models().get(0).name(), "0".repeat(64)));

        refused(FailureCode.MODEL, () -> Fixture.work(other, cache(), 0, 1), "planned model");
    }

    @Test
    void aMachineOfAnotherKind() {
        Path other = folder.resolve("other.json");
        Path clip = folder.resolve("clip.mkv");
        Fixture.plan(other, new FarmPlanner.Request(clip, Fixture.FRAMES, 2, "sm_90"), Fixture.values(5, 0));

        refused(FailureCode.TRY_AGAIN, () -> Fixture.work(other, cache(), 0, 1), "sm_90");
    }

    private static void open(Path plan, Path... roots) {
        Farm.open(plan, Fixture.PROGRAM, List.of(roots));
    }

    /** A second plan that differs in its model. */
    private Path withModel(FarmPlan.Model model) {
        FarmPlan old = PlanFile.read(plan).plan();
        FarmPlan made = new FarmPlan(
                old.schema(),
                old.source(),
                old.settings(),
                List.of(model),
                null,
                old.device(),
                old.threads(),
                old.versions(),
                old.conditions(),
                old.grid(),
                old.chunks());
        return PlanFile.create(folder.resolve("other.json"), made).file();
    }

    private void replace(String planned, String edited) throws IOException {
        String text = Files.readString(plan);
        assertThat(text).contains(planned);
        Files.writeString(plan, text.replace(planned, edited));
    }
}
