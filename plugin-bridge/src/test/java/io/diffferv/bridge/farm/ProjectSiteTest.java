package io.diffferv.bridge.farm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.bridge.mlt.CheckedProject;
import io.diffferv.bridge.mlt.ProjectRules;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.video.EncoderPreset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a project is the planned one; how it is rendered is covered by mlt-filter/test/farm_test.sh. */
class ProjectSiteTest {
    @TempDir
    Path folder;

    private Path file;
    private FarmPlan plan;

    @BeforeEach
    void planned() throws IOException {
        file = folder.resolve("project.mlt");
        Files.writeString(folder.resolve("clip.mp4"), "a clip");
        Files.writeString(
                file,
                "<mlt><profile width='320' height='180'/><producer><property name='mlt_service'>avformat</property>"
                        + "<property name='resource'>clip.mp4</property></producer></mlt>");
        CheckedProject project = open();
        plan = new FarmPlan(
                FarmPlan.SCHEMA,
                new FarmPlan.Source("project.mlt", project.sha256(), 1, 10, false, "25/1", 320, 180),
                Map.of(),
                List.of(),
                new FarmPlan.Project(EncoderPreset.ORDINARY, ProjectSite.media(project)),
                "any",
                0,
                Map.of(),
                "",
                FarmPlan.Grid.NONE,
                FarmPlan.cut(10, FarmPlan.Grid.NONE, 3));
        plan.requireWhole();
    }

    @Test
    void thePlannedOne() {
        assertThatCode(() -> ProjectSite.requirePlanned(open(), plan)).doesNotThrowAnyException();
    }

    @Test
    void aPlanReadsAsItWasWritten() {
        Path written = folder.resolve("plan.json");
        PlanFile.create(written, plan);

        assertThat(PlanFile.read(written).plan()).isEqualTo(plan);
    }

    @Test
    void aProjectThatWasSavedAgain() throws IOException {
        Files.writeString(file, Files.readString(file) + "\n");

        refused("the project changed");
    }

    @Test
    void aClipThatIsAnotherOneNow() throws IOException {
        Files.writeString(folder.resolve("clip.mp4"), "another");

        refused("a file of the project changed");
    }

    private void refused(String sentence) {
        assertThatThrownBy(() -> ProjectSite.requirePlanned(open(), plan))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.PLAN))
                .hasMessageContaining(sentence);
    }

    private CheckedProject open() {
        return CheckedProject.open(file, ProjectRules.within(List.of(folder)));
    }
}
