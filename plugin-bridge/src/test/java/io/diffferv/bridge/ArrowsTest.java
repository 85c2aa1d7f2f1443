package io.diffferv.bridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The bridge stands on the engine, never the other way round, and commands never touch tensors or natives. */
class ArrowsTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.diffferv");

    @Test
    void theEngineKnowsNothingOfTheBridge() {
        noClasses()
                .that()
                .resideInAPackage("io.diffferv.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.diffferv.bridge..")
                .check(PRODUCT);
    }

    @Test
    void commandsLeaveTensorsAndNativesToTheEngine() {
        noClasses()
                .that()
                .resideInAPackage("io.diffferv.bridge.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..", "org.bytedeco..")
                .check(PRODUCT);
    }

    @Test
    void everyClassLivesInARoom() {
        classes()
                .that()
                .resideInAPackage("io.diffferv.bridge..")
                .should()
                .resideInAnyPackage(
                        "io.diffferv.bridge.cli..",
                        "io.diffferv.bridge.evaluate..",
                        "io.diffferv.bridge.farm..",
                        "io.diffferv.bridge.folders..",
                        "io.diffferv.bridge.jna..",
                        "io.diffferv.bridge.host..",
                        "io.diffferv.bridge.mlt..",
                        "io.diffferv.bridge.node..")
                .check(PRODUCT);
    }

    @Test
    void commandAndHostDoNotKnowEachOther() {
        noRoom("cli", "host", "jna");
        noRoom("host", "cli", "evaluate", "farm", "mlt", "node");
        noRoom("mlt", "cli", "evaluate", "farm", "node");
        noRoom("node", "cli", "evaluate", "farm", "host", "jna");
        noRoom("evaluate", "cli", "farm", "host", "jna", "mlt", "node");
        noRoom("farm", "cli", "evaluate", "host", "jna", "node");
    }

    @Test
    void foldersAndStructuresStandAlone() {
        noRoom("folders", "cli", "evaluate", "farm", "host", "jna", "mlt");
        noRoom("jna", "cli", "evaluate", "farm", "host", "folders", "mlt");
        noClasses()
                .that()
                .resideInAPackage("io.diffferv.bridge.jna..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.diffferv.engine..")
                .check(PRODUCT);
    }

    private static void noRoom(String room, String... others) {
        noClasses()
                .that()
                .resideInAPackage("io.diffferv.bridge." + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Arrays.stream(others)
                        .map(other -> "io.diffferv.bridge." + other + "..")
                        .toArray(String[]::new))
                .check(PRODUCT);
    }
}
