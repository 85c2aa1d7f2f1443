package io.diffferv.bridge.form;

import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditOption.Audience;
import io.diffferv.engine.edit.OptionKind.Bytes;
import io.diffferv.engine.edit.OptionKind.Choice;
import io.diffferv.engine.edit.OptionKind.ChoiceOrReal;
import io.diffferv.engine.edit.OptionKind.PictureSize;
import io.diffferv.engine.edit.OptionKind.Real;
import io.diffferv.engine.edit.OptionKind.Text;
import io.diffferv.engine.edit.OptionKind.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Renders kdenlive/diffferv.xml for Kdenlive 22.12 and newer. The effect's id is the MLT service's name, so that it
 * takes the place of the entry that Kdenlive makes from metadata.
 */
final class KdenliveForm {
    /** Ready texts of a prompt's drop-down, of what the default model knows. */
    private static final List<String> PROMPTS = List.of(
            "a photo of an old man",
            "a photo of an old woman",
            "a photo of a young man",
            "a photo of a young woman",
            "a photo of a smiling man",
            "a photo of a smiling woman",
            "a photo of a serious man",
            "a photo of a serious woman",
            "a photo of a man with wrinkles",
            "a photo of a woman with wrinkles",
            "a photo of a man with grey hair",
            "a photo of a woman with grey hair");

    private static final List<String> SOURCES =
            List.of("a photo of a person", "a photo of a man", "a photo of a woman", "a photo of a young woman");
    private static final List<String> SIZES = List.of("auto", "192", "256", "320", "384", "512");
    private static final List<String> CACHES = List.of("1GiB", "4GiB", "16GiB", "64GiB", "256GiB");
    private static final List<String> MEMORIES = List.of("auto", "2GiB", "4GiB", "8GiB", "16GiB", "24GiB");

    /** Kdenlive's spin boxes are 32 bits wide. */
    private static final long MOST = Integer.MAX_VALUE;

    private static final String HEAD = """
            <?xml version="1.0"?>
            <!DOCTYPE kpartgui>
            <!-- Rendered from EditOption.java: mvn -pl plugin-bridge -am test -Dreadme.update=true -->
            <effect tag="diffferv" id="diffferv" condition="results">
                <name>DiffFERV face edit</name>
                <description>Edits a face from a text prompt and keeps person, motion and background
                    <full><![CDATA[
            <p>Say in <b>Source prompt</b> what the clip shows and in <b>Prompt</b> what it should show, in the same
            words but for those that change; the arrow beside a field offers ready texts. <b>Edit</b> is <i>texture</i>
            for ages and make-up and <i>shape</i> for smiles and hair.</p>
            <p>The monitor shows the source first and repaints when frames are edited; a render waits for every frame.
            A CPU takes seconds to minutes for a frame. <b>Quality</b> <i>draft</i> is a fast look. <b>Render edit</b>
            edits the whole clip in the background and keeps the result on disk, and so does the timeline preview
            render. Moving <b>Strength</b>, or its keyframes, costs nothing once a frame is edited. Proxies are other
            pictures: a render from the original clips edits them anew.</p>
            <p><b>Model</b> is the name of an installed model, or the model_index.json of a folder in diffusers
            layout.</p>
            ]]></full></description>
                <author>The DiffFERV for MLT authors</author>
            """;

    /** The job runs the filter over the whole clip in a process of its own, which fills the cache on disk. */
    private static final String TAIL = """
                <parameter type="filterjob" filtertag="diffferv" consumer="null" \
            consumerparams="all=1 terminate_on_pause=1 audio_off=1 no_meta=1 real_time=-1">
                    <name conditional="Forget the result, to render again">Render edit</name>
                    <jobparam name="conditionalinfo">Click Render edit to edit the whole clip in the background</jobparam>
                    <jobparam name="key">results</jobparam>
                    <jobparam name="finalfilter">diffferv</jobparam>
                    <jobparam name="relativeInOut">1</jobparam>
                    <jobparam name="displaydataname">DiffFERV face edit</jobparam>
                </parameter>
                <parameter type="keywords" name="results" default="" paramlist="">
                    <name>Render edit says</name>
                    <paramlistdisplay></paramlistdisplay>
                    <comment>What became of the last Render edit.</comment>
                </parameter>
            </effect>
            """;

    private KdenliveForm() {}

    static String render() {
        return HEAD
                + FilterParameter.all().stream()
                        .filter(parameter -> parameter.audience() == Audience.EDITOR)
                        .map(KdenliveForm::parameter)
                        .collect(Collectors.joining())
                + TAIL;
    }

    private static String parameter(FilterParameter parameter) {
        List<String> lines = new ArrayList<>();
        lines.add("<parameter type=\"%s\" name=\"%s\" default=\"%s\"%s>"
                .formatted(type(parameter), parameter.key(), escaped(parameter.defaultValue()), attributes(parameter)));
        lines.add("    <name>%s</name>".formatted(parameter.title()));
        List<String> ready = ready(parameter);
        if (!ready.isEmpty()) {
            lines.add("    <paramlistdisplay>%s</paramlistdisplay>".formatted(String.join(",", ready)));
        }
        lines.add("    <comment>%s</comment>".formatted(escaped(parameter.help())));
        lines.add("</parameter>");
        return lines.stream().map(line -> "    " + line + "\n").collect(Collectors.joining());
    }

    private static String type(FilterParameter parameter) {
        if (parameter.is(EditOption.STRENGTH)) {
            return "animated";
        }
        if (parameter.is(EditOption.MODEL)) {
            return "url";
        }
        if (parameter.kind() instanceof Text) {
            // The only field of Kdenlive's that takes any text.
            return "keywords";
        }
        return parameter.kind() instanceof Real || parameter.kind() instanceof Whole ? "constant" : "list";
    }

    private static String attributes(FilterParameter parameter) {
        if (parameter.is(EditOption.MODEL)) {
            return " filter=\"model_index.json\"";
        }
        if (parameter.is(EditOption.STRENGTH)) {
            Real real = (Real) parameter.kind();
            // Limits are what is shown, the default is what MLT gets.
            return " min=\"%.0f\" max=\"%.0f\" factor=\"100\" suffix=\"%%\""
                    .formatted(100 * real.least(), 100 * real.most());
        }
        if (parameter.kind() instanceof Real real) {
            return " min=\"%.0f\" max=\"%.0f\" decimals=\"1\"".formatted(real.least(), real.most());
        }
        if (parameter.kind() instanceof Whole whole) {
            return " min=\"%d\" max=\"%d\" decimals=\"0\"".formatted(whole.least(), Math.min(whole.most(), MOST));
        }
        return " paramlist=\"%s\"".formatted(String.join(";", ready(parameter)));
    }

    /** Values to choose from. */
    private static List<String> ready(FilterParameter parameter) {
        if (parameter.is(EditOption.MODEL)) {
            return List.of();
        }
        if (parameter.kind() instanceof Choice choice) {
            return choice.words();
        }
        if (parameter.kind() instanceof ChoiceOrReal choice) {
            return choice.words();
        }
        if (parameter.kind() instanceof Text) {
            return parameter.is(EditOption.PROMPT) ? PROMPTS : SOURCES;
        }
        if (parameter.kind() instanceof PictureSize) {
            return SIZES;
        }
        if (parameter.is(EditOption.CACHE_SIZE)) {
            return CACHES;
        }
        return parameter.kind() instanceof Bytes ? MEMORIES : List.of();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
