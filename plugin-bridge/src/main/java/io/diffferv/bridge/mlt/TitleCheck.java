package io.diffferv.bridge.mlt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Finds what a title of Kdenlive's names: it is a document of its own inside a property.
 *
 * @param pictures is told each file
 * @param fonts is told each family
 */
record TitleCheck(Consumer<String> pictures, Consumer<String> fonts) {
    /** @return whether the title could be read as its own program will read it */
    boolean check(String title) {
        try {
            NodeList all = ProjectFile.parse(title.strip().getBytes(StandardCharsets.UTF_8))
                    .getElementsByTagName("*");
            for (int i = 0; i < all.getLength(); i++) {
                Element element = (Element) all.item(i);
                tell(element.getAttribute("url"), pictures);
                tell(element.getAttribute("font"), fonts);
            }
            return true;
        } catch (SAXException | IOException e) {
            return false;
        }
    }

    private static void tell(String value, Consumer<String> listener) {
        if (!value.isEmpty()) {
            listener.accept(value);
        }
    }
}
