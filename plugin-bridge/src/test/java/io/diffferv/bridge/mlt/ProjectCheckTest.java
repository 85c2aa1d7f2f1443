package io.diffferv.bridge.mlt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectCheckTest {
    private static final String PROFILE = "<profile width='320' height='180'/>";

    @TempDir
    Path folder;

    private Path inside;
    private ProjectRules rules;

    @BeforeEach
    void setUp() throws IOException {
        inside = Files.createDirectories(folder.resolve("inside"));
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Files.writeString(inside.resolve("clip.mp4"), "some video");
        Files.writeString(inside.resolve("list.mp4"), "ffconcat version 1.0\nfile /etc/passwd\n");
        Files.writeString(inside.resolve("hls.mp4"), "#EXTM3U\n/etc/passwd\n");
        Files.writeString(inside.resolve("other.mlt"), "<mlt/>");
        Files.writeString(outside.resolve("secret.png"), "secret");
        Files.createSymbolicLink(inside.resolve("link"), outside);
        rules = new ProjectRules(List.of(inside), false, true);
    }

    @Test
    void anOrdinaryProjectPasses() throws IOException {
        ProjectFile project = project(producer("avformat", "clip.mp4")
                + producer("color", "#ff0000")
                + producer("timewarp", "2.0:clip.mp4")
                + "<filter><property name='mlt_service'>diffferv</property>"
                + "<property name='prompt'>as in http://example.org, or ../there</property>"
                + "<property name='kdenlive:id'>http://example.org</property></filter>");
        assertThatCode(() -> ProjectCheck.check(project, rules)).doesNotThrowAnyException();
        assertThat(project.names())
                .containsExactly("filter/diffferv", "producer/avformat", "producer/color", "producer/timewarp");
    }

    @ParameterizedTest
    @CsvSource({
        "avformat, http://127.0.0.1:18099/secret",
        "avformat, HTTP://example.org/a.mp4",
        "avformat, tcp://127.0.0.1:1",
        "avformat, concat:/etc/passwd",
        "avformat, file:/etc/passwd",
        "avformat, 'subfile,,start,0,end,9,,:/etc/passwd'",
        "avformat, /etc/passwd",
        "avformat, ../outside/secret.png",
        "avformat, list.mp4",
        "avformat, hls.mp4",
        "avformat, other.mlt",
        "qimage, link/secret.png",
        "pixbuf, ../outside/.all.png",
        "pango, /etc/passwd",
        "timewarp, 2.0:/etc/passwd",
        "timewarp, 1:http://example.org/a.mp4",
        "webvfx, page.html",
        "xml, other.mlt",
        "consumer, other.mlt",
        "melt, clip.mp4",
        "loader, clip.mp4",
        "'', /etc/passwd",
        "'', melt:clip.mp4",
    })
    void aProducerStaysWhereItMay(String service, String resource) throws IOException {
        refused(producer(service, resource));
    }

    @ParameterizedTest
    @CsvSource({
        "avfilter.movie, av.filename, clip.mp4",
        "avfilter.subtitles, av.filename, /etc/passwd",
        "watermark, resource, /etc/passwd",
        "watermark, resource, melt:clip.mp4",
        "watermark, resource, other.mlt",
        "shape, resource, ../outside/secret.png",
        "dynamictext, family, /etc/passwd",
        "vidstab, filename, /etc/cron.d/x",
        "diffferv, model, ../outside",
        "diffferv, model, ../../somewhere",
    })
    void aFilterStaysWhereItMay(String service, String property, String value) throws IOException {
        refused("<filter><property name='mlt_service'>%s</property><property name='%s'>%s</property></filter>"
                .formatted(service, property, value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "&lt;kdenlivetitle&gt;&lt;content url=\"/etc/passwd\"/&gt;&lt;/kdenlivetitle&gt;",
                "&lt;!DOCTYPE a [&lt;!ENTITY x SYSTEM \"/etc/passwd\"&gt;]&gt;&lt;a/&gt;"
            })
    void aTitleStaysWhereItMay(String xml) throws IOException {
        refused("<producer><property name='mlt_service'>kdenlivetitle</property><property name='xmldata'>" + xml
                + "</property></producer>");
    }

    @Test
    void aMissingClipIsNamed() throws IOException {
        ProjectFile project = project(producer("avformat", "gone.mp4"));
        assertThatThrownBy(() -> ProjectCheck.check(project, rules))
                .isInstanceOf(EditException.class)
                .hasMessageContaining("the clip is not there")
                .hasMessageContaining("gone.mp4");
    }

    @ParameterizedTest
    @CsvSource({
        "kdenlivetitle, xmldata, &lt;kdenlivetitle&gt;&lt;content font='Nobody Has This'/&gt;&lt;/kdenlivetitle&gt;",
        "pango, family, Nobody Has This",
        "qtext, family, Nobody Has This"
    })
    void aMissingFontIsNamed(String service, String property, String value) throws IOException {
        assumeTrue(!Fonts.ofThisMachine().has("Nobody Has This"), "this machine does not list its fonts");
        ProjectFile project = project(
                "<producer><property name='mlt_service'>%s</property><property name='%s'>%s</property></producer>"
                        .formatted(service, property, value));
        assertThatThrownBy(() -> ProjectCheck.check(project, rules))
                .isInstanceOf(EditException.class)
                .hasMessageContaining("the font is not installed")
                .hasMessageContaining("Nobody Has This");
    }

    @Test
    void theNetworkMayBeAllowed() throws IOException {
        ProjectFile project = project(producer("avformat", "http://example.org/a.mp4"));
        assertThatCode(() -> ProjectCheck.check(project, new ProjectRules(List.of(Path.of("/")), true, false)))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsNamedIsTold() throws IOException {
        Files.writeString(inside.resolve("p01.png"), "a picture");
        Files.writeString(inside.resolve("p02.png"), "another");
        Files.writeString(inside.resolve("wipe.pgm"), "a wipe");
        ProjectFile project = project(
                producer("timewarp", "2.0:clip.mp4")
                        + producer("qimage", "p%02d.png")
                        + producer("color", "#ff0000")
                        + "<transition><property name='mlt_service'>luma</property>"
                        + "<property name='resource'>wipe.pgm</property><property name='other'>%luma01.pgm</property></transition>");
        assertThat(ProjectCheck.check(project, rules))
                .extracting(file -> inside.relativize(file).toString())
                .containsExactly("clip.mp4", "p01.png", "p02.png", "wipe.pgm");
    }

    @Test
    void consumersAreTakenOut() throws IOException {
        ProjectFile project = project("<consumer mlt_service='avformat' target='/etc/passwd'/>");
        assertThat(project.xml()).doesNotContain("consumer").contains("root=\"" + inside + "\"");
    }

    @Test
    void entitiesAreNotRead() throws IOException {
        Path file = inside.resolve("entity.mlt");
        Files.writeString(file, "<!DOCTYPE mlt [<!ENTITY x SYSTEM '/etc/passwd'>]><mlt>&x;</mlt>");
        assertThatThrownBy(() -> ProjectFile.read(file)).isInstanceOf(EditException.class);
    }

    @Test
    void anEffectInTheBinAloneIsNotShown() throws IOException {
        String effect = "<filter><property name='mlt_service'>diffferv</property></filter>";
        String clip = "<producer id='a'>%s</producer><playlist id='bin'><entry producer='a'/></playlist>"
                + "<producer id='b'/><playlist id='track'><entry producer='b'/>%s</playlist>"
                + "<tractor><track producer='track' %s/></tractor>";
        assertThat(project(clip.formatted(effect, "", "")).showsEffect()).isFalse();
        assertThat(project(clip.formatted("", effect, "")).showsEffect()).isTrue();
        assertThat(project(clip.formatted("", effect, "hide='video'")).showsEffect())
                .isFalse();
    }

    private void refused(String elements) throws IOException {
        ProjectFile project = project(elements);
        assertThatThrownBy(() -> ProjectCheck.check(project, rules))
                .isInstanceOfSatisfying(
                        EditException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.REFUSED));
    }

    private ProjectFile project(String elements) throws IOException {
        Path file = inside.resolve("project.mlt");
        Files.writeString(file, "<mlt>" + PROFILE + elements + "</mlt>");
        return ProjectFile.read(file);
    }

    private static String producer(String service, String resource) {
        return "<producer><property name='mlt_service'>%s</property><property name='resource'>%s</property></producer>"
                .formatted(service, resource);
    }
}
