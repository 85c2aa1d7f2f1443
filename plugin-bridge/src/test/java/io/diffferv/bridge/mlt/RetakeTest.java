package io.diffferv.bridge.mlt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

class RetakeTest {
    @TempDir
    Path folder;

    /** What MLT then renders is covered by mlt-filter/test/farm_test.sh. */
    @Test
    void soundStaysAndPicturesComeFromFiles() throws Exception {
        Path first = folder.resolve("a & b.mkv");
        ProjectFile project = project("<tractor><filter><property name='mlt_service'>diffferv</property></filter>"
                + "<filter><property name='mlt_service'>volume</property></filter></tractor>");

        Element mlt = retaken(project, first);

        List<Element> all = ProjectFile.children(mlt);
        Element timeline = all.get(all.size() - 1);
        assertThat(ProjectFile.children(timeline))
                .extracting(track -> track.getAttribute("producer"), track -> track.getAttribute("hide"))
                .containsExactly(tuple("diffferv-sound", "video"), tuple("diffferv-pictures", "audio"));
        assertThat(mlt.getTextContent()).contains(first.toString(), "volume").doesNotContain("diffferv");
        assertThat(mlt.getElementsByTagName("entry").getLength()).isEqualTo(2);
        assertThat(project.xml()).contains("diffferv").doesNotContain(first.toString());
    }

    @Test
    void aTimelineKeepsItsName() throws Exception {
        Element mlt = retaken(project("<tractor id='mine'/>"), folder.resolve("a.mkv"));

        assertThat(((Element) mlt.getElementsByTagName("track").item(0)).getAttribute("producer"))
                .isEqualTo("mine");
    }

    private Element retaken(ProjectFile project, Path first) throws Exception {
        String xml = project.xmlShowing(
                List.of(new Piece(first, 3, 3, 0), new Piece(folder.resolve("second.mkv"), 2, 0, 2)));
        return ProjectFile.parse(xml.getBytes(StandardCharsets.UTF_8)).getDocumentElement();
    }

    private ProjectFile project(String elements) throws IOException {
        Path file = folder.resolve("project.mlt");
        Files.writeString(file, "<mlt>" + elements + "</mlt>");
        return ProjectFile.read(file);
    }
}
