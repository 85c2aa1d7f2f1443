package io.diffferv.bridge.form;

import static org.assertj.core.api.Assertions.assertThat;

import io.diffferv.bridge.Rendered;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditOption.Audience;
import io.diffferv.engine.edit.EditSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** MLT's metadata and Kdenlive's form say what {@link EditOption} declares. */
class FormTest {
    private static final Path METADATA = Path.of("../mlt-filter/src/filter_diffferv.yml");
    private static final Path FORM = Path.of("../mlt-filter/kdenlive/diffferv.xml");

    @Test
    void metadata() throws Exception {
        Rendered.check(METADATA, MltMetadata.render());
    }

    @Test
    void form() throws Exception {
        Rendered.check(FORM, KdenliveForm.render());
    }

    @Test
    void theFormShowsEveryOptionForEditorsAndNoneForExperts() throws Exception {
        List<String> shown = parameters().stream()
                .map(parameter -> parameter.getAttribute("name"))
                .toList();

        for (EditOption option : EditOption.values()) {
            assertThat(shown.contains(option.key())).as(option.key()).isEqualTo(option.audience() == Audience.EDITOR);
        }
        assertThat(shown).contains("mode").doesNotHaveDuplicates();
    }

    /** Whatever somebody picks in the form is a request that the engine takes. */
    @Test
    void everyReadyValueIsAllowed() throws Exception {
        for (Element parameter : parameters()) {
            String key = parameter.getAttribute("name");
            if (EditOption.of(key).isPresent()) {
                String offered = parameter.getAttribute("default") + ";" + parameter.getAttribute("paramlist");
                Arrays.stream(offered.split(";"))
                        .filter(value -> !value.isEmpty())
                        .forEach(value -> assertThat(EditSettings.parse(Map.of(key, value)))
                                .as("%s=%s", key, value)
                                .isNotNull());
            }
        }
    }

    /** Kdenlive splits values at semicolons and what it shows for them at commas. */
    @Test
    void everyReadyValueHasItsText() throws Exception {
        for (Element parameter : parameters()) {
            NodeList display = parameter.getElementsByTagName("paramlistdisplay");
            if (display.getLength() > 0) {
                assertThat(display.item(0).getTextContent().split(","))
                        .as(parameter.getAttribute("name"))
                        .isEqualTo(parameter.getAttribute("paramlist").split(";"));
            }
        }
    }

    private static List<Element> parameters() throws Exception {
        Document form =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(FORM.toFile());
        NodeList nodes = form.getElementsByTagName("parameter");
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> (Element) nodes.item(i))
                .filter(parameter -> parameter.hasAttribute("name"))
                .toList();
    }
}
