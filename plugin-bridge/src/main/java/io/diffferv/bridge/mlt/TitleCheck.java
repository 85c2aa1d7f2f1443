package io.diffferv.bridge.mlt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Finds the pictures in a title of Kdenlive's, which is a document of its own inside a property. */
record TitleCheck(Consumer<String> found) {
    /** @return whether the title could be read as its own program will read it */
    boolean check(String title) {
        try {
            NodeList all = ProjectFile.parse(title.strip().getBytes(StandardCharsets.UTF_8))
                    .getElementsByTagName("*");
            for (int i = 0; i < all.getLength(); i++) {
                String url = ((Element) all.item(i)).getAttribute("url");
                if (!url.isEmpty()) {
                    found.accept(url);
                }
            }
            return true;
        } catch (SAXException | IOException e) {
            return false;
        }
    }
}
