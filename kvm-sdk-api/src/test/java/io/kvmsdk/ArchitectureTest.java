package io.kvmsdk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plan of the house: who may know whom. */
class ArchitectureTest {
  /** Floor by floor: each may use those on its own floor and below, never those above. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of(
              "value",
              "error",
              "event",
              "progress",
              "change",
              "internal.spec",
              "internal.file",
              "internal.json",
              "internal.ssh",
              "internal.zstd"),
          List.of("qcow2"),
          List.of("unattended"),
          List.of("media"),
          List.of("domain", "network", "node", "secret", "storage"),
          List.of("internal.xml"),
          List.of(""),
          List.of("internal.driver"),
          List.of("host"),
          List.of("provision"),
          List.of("fleet"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(Kvm.class.getProtectionDomain().getCodeSource().getLocation());

  static List<List<String>> floors() {
    return FLOORS;
  }

  @ParameterizedTest
  @MethodSource("floors")
  void everyFloor_knowsNothingOfThoseAbove(List<String> floor) {
    List<List<String>> above = FLOORS.subList(FLOORS.indexOf(floor) + 1, FLOORS.size());
    noClasses()
        .that()
        .resideInAnyPackage(packages(List.of(floor)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(above))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void everyPackage_isOnAFloor() {
    classes().should().resideInAnyPackage(packages(FLOORS)).check(CLASSES);
  }

  @Test
  void packages_formNoCycle() {
    SlicesRuleDefinition.slices()
        .assignedFrom(new ByPackage())
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void jaxb_staysWithinTheXmlModel() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.kvmsdk.internal.xml")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.xml.bind..")
        .check(CLASSES);
  }

  @Test
  void standardStreams_areTheApplications() {
    GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
  }

  @Test
  void logging_isByThePlatformsOwnLogger() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .check(CLASSES);
  }

  @Test
  void finalizers_areNotUsed() {
    methods().should().notHaveName("finalize").check(CLASSES);
  }

  private static String[] packages(List<List<String>> floors) {
    return floors.stream()
        .flatMap(List::stream)
        .map(p -> p.isEmpty() ? "io.kvmsdk" : "io.kvmsdk." + p)
        .toArray(String[]::new);
  }

  /** Each package is a slice of its own. */
  private static final class ByPackage implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
      return SliceIdentifier.of(javaClass.getPackageName());
    }

    @Override
    public String getDescription() {
      return "every package";
    }
  }
}
