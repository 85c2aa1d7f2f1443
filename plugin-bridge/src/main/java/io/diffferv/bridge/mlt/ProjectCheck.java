package io.diffferv.bridge.mlt;

import io.diffferv.bridge.folders.MediaHead;
import io.diffferv.bridge.folders.Reach;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Judges everything that a project names before MLT sees it; reports all that is wrong at once. */
final class ProjectCheck {
    /** Producers that show what their resource says and do not run programs, scripts or other projects. */
    private static final Pattern PRODUCERS = Pattern.compile(
            "avformat(-novalidate)?|colou?r|count|noise|tone|blipflash|kdenlivetitle|qimage|pixbuf|pango|qtext|glaxnimate"
                    + "|timewarp|frei0r\\..+|tractor|playlist|multitrack");

    /** Services of any kind that run what they are given, or open what no property check can see. */
    private static final Pattern REFUSED = Pattern.compile(
            "webvfx.*|avfilter\\.(a?movie|a?zmq|a?sendcmd|a?metadata"
                    + "|signature|ladspa|lv2|frei0r.*|dnn_.*|.*_(vaapi|opencl|vulkan)).*|lv2\\..*|jack.*|melt.*|consumer|loader|abnormal");

    /** Properties that MLT opens. Others that hold a path are found by its look. */
    private static final Set<String> OPENED = Set.of(
            "resource",
            "warp_resource",
            "luma",
            "luma.resource",
            "composite.luma",
            "filename",
            "av.file",
            "av.filename",
            "av.textfile",
            "properties",
            "results");

    /** Producers whose resource is a file. */
    private static final Set<String> FILES =
            Set.of("", "avformat", "avformat-novalidate", "qimage", "pixbuf", "timewarp", "glaxnimate");

    /** Services that write with the font that their property "family" names. */
    private static final Set<String> WRITING = Set.of("pango", "qtext", "dynamictext", "timer", "subtitle");

    /** Text of the user's, in which an address is only words. */
    private static final Set<String> WORDS =
            Set.of("prompt", "source_prompt", "text", "markup", "argument", "geometry");

    private static final Pattern NOT_OPENED = Pattern.compile("kdenlive[:_].*|shotcut:.*|meta\\..*|xml_.*|id|in|out");
    private static final Pattern ADDRESS = Pattern.compile("(?i)^[a-z][a-z0-9+.-]+[:,].*|.*://.*", Pattern.DOTALL);
    private static final Pattern PROJECT =
            Pattern.compile("(?i).*\\.(mlt|kdenlive|westley|melt|inigo|xml|kdenlivetitle)");
    private static final Pattern SPEED = Pattern.compile("-?[0-9.]+:");
    private static final Pattern PICTURES = Pattern.compile(".*(%[0-9]*d|/\\.all\\.).*");
    private static final Pattern PROFILE = Pattern.compile("[A-Za-z0-9_]*");

    private final ProjectFile project;
    private final ProjectRules rules;
    private final Reach reach;
    private final Fonts fonts = Fonts.ofThisMachine();
    private final List<Problem> refused = new ArrayList<>();
    private final List<Problem> missing = new ArrayList<>();
    private final Set<Path> files = new TreeSet<>();

    private ProjectCheck(ProjectFile project, ProjectRules rules) {
        this.project = project;
        this.rules = rules;
        this.reach = new Reach(rules.roots());
    }

    /**
     * @return the files that the project names, as far as they are there
     * @throws EditException with {@link FailureCode#REFUSED} when the project reaches for what it may not have, with
     *     {@link FailureCode#BAD_INPUT} when something that it shows is not there
     */
    static Set<Path> check(ProjectFile project, ProjectRules rules) {
        ProjectCheck check = new ProjectCheck(project, rules);
        check.profile();
        project.services().forEach(check::service);
        if (!check.refused.isEmpty()) {
            throw new EditException(FailureCode.REFUSED, check.refused);
        }
        if (!check.missing.isEmpty()) {
            throw new EditException(FailureCode.BAD_INPUT, check.missing);
        }
        return check.files;
    }

    private void profile() {
        if (!project.hasProfile() || !PROFILE.matcher(project.profileName()).matches()) {
            missing.add(new Problem(
                    "the project says no size and frame rate",
                    project.file().toString(),
                    "an element profile, or the name of one of MLT's own",
                    project.profileName().isEmpty() ? "neither" : project.profileName(),
                    "save it in the editor again"));
        }
    }

    private void service(Service service) {
        boolean producer = service.kind().equals("producer") && !service.name().isEmpty();
        if (REFUSED.matcher(service.name()).matches()
                || producer && !PRODUCERS.matcher(service.name()).matches()) {
            refuse(
                    "this service may not be used in a project that is rendered here",
                    service,
                    "mlt_service",
                    "a clip, a picture, a title or a colour",
                    service.name(),
                    "replace it by a rendered clip");
            return;
        }
        service.properties().forEach((name, value) -> property(service, name, value));
        String family = service.properties().getOrDefault("family", "");
        if (WRITING.contains(service.name()) && !family.isEmpty()) {
            font(service, family);
        }
        if (service.kind().equals("producer") && FILES.contains(service.name())) {
            clip(service);
        }
        if (service.isEffect() && rules.namedModels()) {
            model(service);
        }
    }

    private void property(Service service, String name, String value) {
        if (NOT_OPENED.matcher(name).matches() || WORDS.contains(name)) {
            return;
        }
        if (name.equals("xmldata")) {
            title(service, name, value);
            return;
        }
        boolean opened = OPENED.contains(name);
        boolean resource = name.equals("resource") && service.kind().equals("producer");
        if (resource && !FILES.contains(service.name()) && !service.name().equals("pango")) {
            return;
        }
        String given = resource && service.name().equals("timewarp")
                ? SPEED.matcher(value).replaceFirst("")
                : value;
        if (opened && PROJECT.matcher(value).matches()) {
            refuse(
                    "a project may not open another one",
                    service,
                    name,
                    "a video, a sound or a picture",
                    value,
                    "render that one first");
        } else if (opened && ADDRESS.matcher(given).matches() || value.contains("://")) {
            address(service, name, value);
        } else if (opened || value.startsWith("/") || value.startsWith("~") || value.contains("../")) {
            path(service, name, given);
        }
    }

    private void title(Service service, String name, String value) {
        if (!new TitleCheck(url -> path(service, name, url), font -> font(service, font)).check(value)) {
            refuse("the title cannot be read", service, name, "XML without entities", "another text", "make it anew");
        }
    }

    private void font(Service service, String family) {
        if (!fonts.has(family)) {
            missing.add(new Problem(
                    "the font is not installed, and another would be shown",
                    service.where(),
                    "a font of this machine",
                    family,
                    "install it, or choose another in the editor"));
        }
    }

    private void address(Service service, String name, String value) {
        boolean aFile = new File(value).exists() && !value.contains("://");
        if (!rules.network() && !aFile) {
            refuse(
                    "an address may not be opened",
                    service,
                    name,
                    "a file",
                    value,
                    "fetch it first, or allow the network with --allow-network");
        }
    }

    private void path(Service service, String name, String value) {
        if (!rules.everywhere() && !value.isEmpty() && !reach.allows(project.root(), value)) {
            refuse(
                    "the project names a file outside the folders that it may read",
                    service,
                    name,
                    "a file below " + reach.describe(),
                    value,
                    "move the file there");
        }
        name(value);
    }

    /** A name with a pattern stands for every file of its kind in the folder. */
    private void name(String value) {
        try {
            Path named = project.root().resolve(value).normalize();
            Path folder = named.getParent();
            if (Files.isRegularFile(named)) {
                files.add(named);
            } else if (PICTURES.matcher(value).matches() && folder != null && Files.isDirectory(folder)) {
                String kind = value.substring(value.lastIndexOf('.') + 1);
                try (Stream<Path> all = Files.list(folder)) {
                    all.filter(file -> file.toString().endsWith("." + kind) && Files.isRegularFile(file))
                            .forEach(files::add);
                }
            }
        } catch (InvalidPathException e) {
            // Words that only look like a path.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void clip(Service service) {
        String resource =
                SPEED.matcher(service.properties().getOrDefault("resource", "")).replaceFirst("");
        if (resource.isEmpty() || PICTURES.matcher(resource).matches() || resource.contains("://")) {
            return;
        }
        File file = project.root().resolve(resource).toFile();
        if (!file.isFile()) {
            missing.add(new Problem(
                    "the clip is not there",
                    service.where(),
                    "a file",
                    file.toString(),
                    "bring it back, or set the project's paths right in the editor"));
        } else if (MediaHead.leadsElsewhere(file.toPath()) && !rules.network()) {
            refuse(
                    "the clip is a list of other files",
                    service,
                    "resource",
                    "a video, a sound or a picture",
                    file.toString(),
                    "convert it to a video file");
        }
    }

    private void model(Service service) {
        String model = service.properties().getOrDefault("model", "");
        if (model.contains("/") || model.contains("..")) {
            refuse(
                    "the effect names a folder",
                    service,
                    "model",
                    "the name of an installed model",
                    model,
                    "install the model and name it");
        }
    }

    private void refuse(String what, Service service, String property, String expected, String found, String remedy) {
        refused.add(new Problem(what, service.where() + ", " + property, expected, found, remedy));
    }
}
