package io.diffferv.bridge.mlt;

import java.util.List;
import java.util.Map;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Gives a project other pictures: what it sounds like stays, what it shows comes from files. */
final class Retake {
    private static final String NAME = "diffferv-";

    /** MLT's loader without the effects that it else gives every clip, which take RGB through YUV. */
    private static final String BARE = "abnormal";

    private final Document project;
    private final Element mlt;

    /** @param project to be changed */
    Retake(Document project) {
        this.project = project;
        this.mlt = project.getDocumentElement();
    }

    /** @param pieces from the timeline's first frame on */
    void show(List<Piece> pieces) {
        removeEffects();
        Element sound = Timeline.root(mlt).orElseThrow();
        if (sound.getAttribute("id").isEmpty()) {
            sound.setAttribute("id", NAME + "sound");
        }
        Element pictures = element("playlist", Map.of("id", NAME + "pictures"));
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            String last = String.valueOf(piece.frames() - 1);
            Element producer = element("producer", Map.of("id", NAME + i, "in", "0", "out", last));
            property(producer, "mlt_service", BARE);
            property(producer, "resource", piece.file().toAbsolutePath().toString());
            property(producer, "length", String.valueOf(piece.frames()));
            mlt.appendChild(producer);
            pictures.appendChild(element("entry", Map.of("producer", NAME + i, "in", "0", "out", last)));
        }
        mlt.appendChild(pictures);
        Element timeline = element("tractor", Map.of("id", NAME + "timeline"));
        timeline.appendChild(element("track", Map.of("producer", sound.getAttribute("id"), "hide", "video")));
        timeline.appendChild(element("track", Map.of("producer", NAME + "pictures", "hide", "audio")));
        mlt.appendChild(timeline);
    }

    /** They would look for frames to edit, although nobody shows them. */
    private void removeEffects() {
        NodeList filters = mlt.getElementsByTagName("filter");
        for (int i = filters.getLength() - 1; i >= 0; i--) {
            Element filter = (Element) filters.item(i);
            if (ProjectFile.service(filter).name().equals(Service.EFFECT)) {
                filter.getParentNode().removeChild(filter);
            }
        }
    }

    private Element element(String tag, Map<String, String> attributes) {
        Element made = project.createElement(tag);
        attributes.forEach(made::setAttribute);
        return made;
    }

    private void property(Element owner, String name, String value) {
        Element property = element("property", Map.of("name", name));
        property.setTextContent(value);
        owner.appendChild(property);
    }
}
