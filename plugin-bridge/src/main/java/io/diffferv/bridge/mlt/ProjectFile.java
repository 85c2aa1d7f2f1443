package io.diffferv.bridge.mlt;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.storage.FileDigest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A project of MLT or Kdenlive, read once and never written: what is rendered is what was read here. */
final class ProjectFile {
    private static final long MOST_BYTES = 64L << 20;
    private static final Set<String> KINDS = Set.of("producer", "chain", "filter", "transition", "link");

    private final Path file;
    private final Path root;
    private final Document document;
    private final String sha256;
    private final List<Service> services = new ArrayList<>();

    private ProjectFile(Path file, Document document, String sha256) {
        this.file = file;
        this.document = document;
        this.sha256 = sha256;
        Element mlt = document.getDocumentElement();
        removeConsumers(mlt);
        root = root(mlt);
        mlt.setAttribute("root", root.toString());
        collect(mlt);
    }

    /** @throws EditException with {@link FailureCode#BAD_INPUT} when it is no project */
    static ProjectFile read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                throw unreadable(
                        file, Files.exists(file) ? "another thing, or more than 64 MiB" : "no such file", null);
            }
            byte[] bytes = Files.readAllBytes(file);
            Document document = parse(bytes);
            if (!document.getDocumentElement().getTagName().equals("mlt")) {
                throw unreadable(
                        file, "an element " + document.getDocumentElement().getTagName(), null);
            }
            String sha256 = HexFormat.of().formatHex(FileDigest.begin().digest(bytes));
            return new ProjectFile(file.toAbsolutePath().normalize(), document, sha256);
        } catch (IOException | SAXException e) {
            throw unreadable(file, String.valueOf(e.getMessage()), e);
        }
    }

    /** XML that neither names files to be read in its place nor grows while it is read. */
    static Document parse(byte[] xml) throws SAXException, IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setExpandEntityReferences(false);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(xml));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    Path file() {
        return file;
    }

    /** Of the file as it was read. */
    String sha256() {
        return sha256;
    }

    /** Where relative names begin. */
    Path root() {
        return root;
    }

    List<Service> services() {
        return services;
    }

    List<Service> effects() {
        return services.stream().filter(Service::isEffect).toList();
    }

    /** Whether an effect lies where pictures of the timeline come from, and not only beside it in the bin. */
    boolean showsEffect() {
        Timeline timeline = new Timeline(document.getDocumentElement());
        return timeline.shown().stream()
                .anyMatch(element -> children(element).stream()
                        .filter(child -> child.getTagName().equals("filter"))
                        .anyMatch(filter -> service(filter).isEffect()));
    }

    /** Names of services that this machine must have, as {@code kind/name}. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        services.stream()
                .filter(service -> !service.name().isEmpty())
                .forEach(service -> names.add(service.kind() + "/" + service.name()));
        return names;
    }

    boolean hasProfile() {
        Element mlt = document.getDocumentElement();
        return mlt.hasAttribute("profile")
                || mlt.getElementsByTagName("profile").getLength() > 0;
    }

    String profileName() {
        return document.getDocumentElement().getAttribute("profile");
    }

    /** The project without consumers, which would write where they like, and with its root said. */
    String xml() {
        return text(document);
    }

    /** The same with other pictures: its sound over files that follow each other. */
    String xmlShowing(List<Piece> pieces) {
        Document copy = (Document) document.cloneNode(true);
        new Retake(copy).show(pieces);
        return text(copy);
    }

    private static String text(Document document) {
        try {
            StringWriter text = new StringWriter();
            TransformerFactory.newInstance()
                    .newTransformer()
                    .transform(new DOMSource(document), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A project that has moved says where it was; its own folder is the next best. */
    private Path root(Element mlt) {
        String said = mlt.getAttribute("root");
        Path folder = file.getParent();
        return said.isEmpty() || !Files.isDirectory(folder.resolve(said))
                ? folder
                : folder.resolve(said).normalize();
    }

    private static void removeConsumers(Element mlt) {
        NodeList consumers = mlt.getElementsByTagName("consumer");
        while (consumers.getLength() > 0) {
            Node consumer = consumers.item(0);
            consumer.getParentNode().removeChild(consumer);
        }
    }

    private void collect(Element parent) {
        for (Element element : children(parent)) {
            String tag = element.getTagName();
            if (KINDS.contains(tag)) {
                services.add(service(element));
            }
            collect(element);
        }
    }

    static Service service(Element element) {
        Map<String, String> properties = properties(element);
        String kind = element.getTagName().equals("chain") ? "producer" : element.getTagName();
        return new Service(kind, properties.getOrDefault("mlt_service", ""), element.getAttribute("id"), properties);
    }

    private static Map<String, String> properties(Element service) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (int i = 0; i < service.getAttributes().getLength(); i++) {
            Node attribute = service.getAttributes().item(i);
            properties.put(attribute.getNodeName(), attribute.getNodeValue());
        }
        for (Element child : children(service)) {
            if (child.getTagName().equals("property")) {
                properties.put(child.getAttribute("name"), child.getTextContent());
            }
        }
        return properties;
    }

    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static EditException unreadable(Path file, String found, Throwable cause) {
        return new EditException(
                FailureCode.BAD_INPUT,
                new Problem(
                        "this is no project that can be read",
                        file.toString(),
                        "XML of MLT or Kdenlive, up to 64 MiB",
                        found,
                        "check the path, or save the project again"),
                cause);
    }
}
