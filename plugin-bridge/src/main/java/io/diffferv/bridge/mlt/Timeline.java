package io.diffferv.bridge.mlt;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What of a project is rendered: its last element, and all that this one shows. */
final class Timeline {
    private static final Set<String> ROOTS = Set.of("producer", "chain", "playlist", "tractor", "multitrack");

    private final Map<String, Element> named = new HashMap<>();
    private final Set<Element> shown = new LinkedHashSet<>();

    /** @return the element that MLT renders, none in an empty project */
    static Optional<Element> root(Element mlt) {
        List<Element> roots = ProjectFile.children(mlt).stream()
                .filter(child -> ROOTS.contains(child.getTagName()))
                .toList();
        return roots.isEmpty() ? Optional.empty() : Optional.of(roots.get(roots.size() - 1));
    }

    Timeline(Element mlt) {
        NodeList all = mlt.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            named.put(((Element) all.item(i)).getAttribute("id"), (Element) all.item(i));
        }
        root(mlt).ifPresent(this::show);
    }

    /** Elements whose filters pictures pass. */
    Set<Element> shown() {
        return shown;
    }

    private void show(Element element) {
        String hidden = element.getAttribute("hide");
        if (hidden.equals("video") || hidden.equals("both") || !shown.add(element)) {
            return;
        }
        Element referred = named.get(element.getAttribute("producer"));
        if (!element.getAttribute("producer").isEmpty() && referred != null) {
            show(referred);
        }
        ProjectFile.children(element).stream()
                .filter(child -> Set.of("track", "entry", "multitrack", "producer", "chain", "playlist", "tractor")
                        .contains(child.getTagName()))
                .forEach(this::show);
    }
}
