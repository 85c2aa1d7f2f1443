package io.diffferv.bridge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
                .resideInAPackage("io.diffferv.bridge.cli..")
                .check(PRODUCT);
    }
}
