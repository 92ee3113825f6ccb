package org.hepto.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ModuleRulesTest {
    /** Only services joins them. */
    static final List<String> PARTS = List.of("wg", "sml", "pekahi", "daeman", "selfcontain");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.hepto");

    private static String in(String module) {
        return "org.hepto." + module + "..";
    }

    @ParameterizedTest
    @FieldSource("PARTS")
    void partsDoNotKnowEachOther(String part) {
        noClasses()
                .that()
                .resideInAPackage(in(part))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(PARTS.stream()
                        .filter(other -> !other.equals(part))
                        .map(ModuleRulesTest::in)
                        .toArray(String[]::new))
                // a part that services does not use yet is not on this class path
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @ParameterizedTest
    @FieldSource("PARTS")
    void partsDoNotKnowWhatJoinsThem(String part) {
        noClasses()
                .that()
                .resideInAPackage(in(part))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in("services"), in("cli"))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void utilsKnowsNone() {
        noClasses()
                .that()
                .resideInAPackage(in("utils"))
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are of other modules",
                        type -> type.getPackageName().startsWith("org.hepto.")
                                && !type.getPackageName().startsWith("org.hepto.utils")))
                .check(CLASSES);
    }

    @Test
    void servicesDoesNotKnowTheCommandLine() {
        noClasses()
                .that()
                .resideInAPackage(in("services"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(in("cli"), "picocli..")
                .check(CLASSES);
    }

    /**
     * What a node is, how it is asked, the steps that a helper does, its units, the process that runs them, what
     * happens before that, and a cluster of several on one host.
     */
    @Test
    void packagesOfServicesKnowOnlyTheOnesBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(in("services"))
                .layer("node")
                .definedBy(in("services.node"))
                .layer("control")
                .definedBy(in("services.control"))
                .layer("steps")
                .definedBy(in("services.steps"))
                .layer("helper")
                .definedBy(in("services.helper"))
                .layer("gossip")
                .definedBy(in("services.gossip"))
                .layer("units")
                .definedBy(in("services.units"))
                .layer("daemon")
                .definedBy(in("services.daemon"))
                .layer("launcher")
                .definedBy(in("services.launcher"))
                .layer("local")
                .definedBy(in("services.local"))
                .whereLayer("local")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("launcher")
                .mayOnlyBeAccessedByLayers("local")
                .whereLayer("daemon")
                .mayOnlyBeAccessedByLayers("launcher")
                .whereLayer("units")
                .mayOnlyBeAccessedByLayers("daemon", "launcher")
                .whereLayer("gossip")
                .mayOnlyBeAccessedByLayers("units", "daemon")
                .whereLayer("control")
                .mayOnlyBeAccessedByLayers("daemon", "launcher", "local")
                .whereLayer("helper")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("steps")
                .mayOnlyBeAccessedByLayers("helper", "gossip", "units", "daemon", "launcher")
                .whereLayer("node")
                .mayOnlyBeAccessedByLayers(
                        "control", "steps", "helper", "gossip", "units", "daemon", "launcher", "local")
                .check(CLASSES);
    }

    /** What is loaded once is held for ever: the daemon leaves these to its helper, in whatever way it would come by them. */
    @Test
    void daemonReachesNoLargeLibrary() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        in("services.node"),
                        in("services.control"),
                        in("services.steps"),
                        in("services.gossip"),
                        in("services.units"),
                        in("services.daemon"))
                .should()
                .transitivelyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.bouncycastle..",
                        "io.etcd..",
                        "io.grpc..",
                        "io.fabric8..",
                        // gossip needs Netty's transport alone
                        "io.netty.handler.ssl..",
                        "io.netty.handler.codec.http..",
                        "com.google.protobuf..",
                        "tools.jackson.databind..",
                        "java.net.http..",
                        "javax.net.ssl..")
                .check(CLASSES);
    }

    /** A daemon keeps for ever what it loads, and everybody asks it for its status. */
    @Test
    void controlSocketNeedsOnlyTheStreamingApiOfJackson() {
        noClasses()
                .that()
                .resideInAPackage(in("services.control"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("tools.jackson.databind..", "org.bouncycastle..", "io.fabric8..", "io.netty..")
                .check(CLASSES);
    }

    /** And gossip, which needs no node. */
    @Test
    void commandLineKnowsServicesAndGossipOnly() {
        classes()
                .that()
                .resideInAPackage(in("cli"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        in("cli"),
                        in("services"),
                        in("sml"),
                        in("utils"),
                        "picocli..",
                        "jnr.ffi..",
                        "tools.jackson.core..",
                        "org.jspecify..",
                        "java..")
                .check(CLASSES);
    }
}
