package io.diffferv.bridge.form;

import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.OptionKind.Choice;
import io.diffferv.engine.edit.OptionKind.ChoiceOrReal;
import io.diffferv.engine.edit.OptionKind.Real;
import io.diffferv.engine.edit.OptionKind.Whole;
import java.util.List;
import java.util.stream.Collectors;

/** Renders filter_diffferv.yml: MLT's metadata schema 7.0 and keys of 7.2, which older readers skip. */
final class MltMetadata {
    private static final String HEAD = """
            # Rendered from EditOption.java: mvn -pl plugin-bridge -am test -Dreadme.update=true
            schema_version: 7.0
            type: filter
            identifier: diffferv
            title: DiffFERV face edit
            version: 1
            copyright: The DiffFERV for MLT authors
            license: Apache-2.0
            language: en
            tags:
              - Video
            image_formats:
              - rgba
              - rgba64
            description: >
              Edits the face in a real video from a text prompt and keeps the person, the
              motion, the background and the timing.
            notes: >
              A monitor shows the source until a frame is edited. A render waits for every
              frame, and fails where one cannot be edited. Finished frames are kept on disk
              for the next preview or render.

            parameters:
            """;

    private MltMetadata() {}

    static String render() {
        return HEAD + FilterParameter.all().stream().map(MltMetadata::parameter).collect(Collectors.joining("\n"));
    }

    private static String parameter(FilterParameter parameter) {
        StringBuilder text = new StringBuilder()
                .append("  - identifier: %s\n".formatted(parameter.key()))
                .append("    title: %s\n".formatted(parameter.title()))
                // A block, because a sentence may hold a colon.
                .append("    description: >\n      %s\n".formatted(parameter.help()))
                .append(kind(parameter));
        if (!parameter.defaultValue().isEmpty()) {
            text.append("    default: %s\n".formatted(scalar(parameter.defaultValue())));
        }
        text.append("    mutable: yes\n");
        if (parameter.is(EditOption.STRENGTH)) {
            text.append("    animation: yes\n");
        }
        return text.toString();
    }

    private static String kind(FilterParameter parameter) {
        if (parameter.is(EditOption.MODEL)) {
            return widget("string", "fileopen");
        }
        if (parameter.kind() instanceof Real real) {
            return widget("float", "slider") + limits(number(real.least()), number(real.most()));
        }
        if (parameter.kind() instanceof Whole whole) {
            return widget("integer", "spinner") + limits("" + whole.least(), "" + whole.most());
        }
        if (parameter.kind() instanceof Choice choice) {
            return widget("string", "dropdown") + values(choice.words());
        }
        if (parameter.kind() instanceof ChoiceOrReal choice) {
            // A combo's field takes numbers too.
            return widget("string", "combo") + values(choice.words());
        }
        return widget("string", "text");
    }

    private static String widget(String type, String widget) {
        return "    type: %s\n    widget: %s\n".formatted(type, widget);
    }

    private static String limits(String least, String most) {
        return "    minimum: %s\n    maximum: %s\n".formatted(least, most);
    }

    private static String values(List<String> words) {
        return "    values:\n"
                + words.stream()
                        .map(word -> "      - %s\n".formatted(scalar(word)))
                        .collect(Collectors.joining());
    }

    /** YAML 1.1 would read these two words as truth values. */
    private static String scalar(String value) {
        return value.equals("on") || value.equals("off") ? '"' + value + '"' : value;
    }

    private static String number(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
