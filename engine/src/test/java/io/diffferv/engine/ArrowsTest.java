package io.diffferv.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The engine's rooms and the arrows between them: who may use whom. */
class ArrowsTest {
    private static final String ROOT = ArrowsTest.class.getPackageName();

    /** Rooms that every other may use: how work fails, and how files are written. */
    private static final Set<String> EVERYWHERE = Set.of("failure", "storage");

    /** Room to the rooms it may use besides. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("failure", Set.of()),
            Map.entry("probe", Set.of("edit", "unet", "vae", "clip", "weights", "tensor")),
            Map.entry("caption", Set.of()),
            Map.entry("train", Set.of("unet", "vae", "clip", "schedule", "weights", "tensor", "video", "metrics")),
            Map.entry("demo", Set.of("edit", "schedule", "unet", "vae", "weights", "tensor", "video")),
            Map.entry("storage", Set.of()),
            Map.entry("tensor", Set.of()),
            Map.entry("weights", Set.of("tensor")),
            Map.entry("schedule", Set.of("tensor", "weights")),
            Map.entry("clip", Set.of("tensor", "weights")),
            Map.entry("vae", Set.of("tensor", "weights")),
            Map.entry("unet", Set.of("tensor", "weights")),
            Map.entry("flow", Set.of("tensor", "weights")),
            Map.entry("temporal", Set.of("unet", "flow", "tensor")),
            Map.entry("video", Set.of()),
            Map.entry("metrics", Set.of("video", "flow", "clip", "weights", "tensor")),
            Map.entry("cache", Set.of()),
            Map.entry(
                    "edit",
                    Set.of(
                            "temporal",
                            "flow",
                            "unet",
                            "vae",
                            "clip",
                            "schedule",
                            "weights",
                            "tensor",
                            "video",
                            "metrics",
                            "cache")));

    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void arrowsPointDownOnly() {
        var rooms = layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        for (String room : ARROWS.keySet()) {
            rooms = rooms.layer(room).definedBy(packages(room));
        }
        for (var arrow : ARROWS.entrySet()) {
            String[] allowed = Stream.concat(arrow.getValue().stream(), EVERYWHERE.stream())
                    .filter(room -> !room.equals(arrow.getKey()))
                    .toArray(String[]::new);
            rooms = allowed.length == 0
                    ? rooms.whereLayer(arrow.getKey()).mayNotAccessAnyLayer()
                    : rooms.whereLayer(arrow.getKey()).mayOnlyAccessLayers(allowed);
        }
        rooms.check(ENGINE);
    }

    @Test
    void everyClassLivesInARoom() {
        classes()
                .should()
                .resideInAnyPackage(
                        ARROWS.keySet().stream().map(ArrowsTest::packages).toArray(String[]::new))
                .check(ENGINE);
    }

    private static String packages(String room) {
        return ROOT + "." + room + "..";
    }
}
