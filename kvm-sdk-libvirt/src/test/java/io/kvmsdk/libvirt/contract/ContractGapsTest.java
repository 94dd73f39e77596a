package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectPackage;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import io.kvmsdk.libvirt.RequiresLibvirt;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.Capability;
import io.kvmsdk.testkit.contract.ContractDriver;
import io.kvmsdk.testkit.contract.HypervisorContract;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** That drivers really lack what {@link ContractDriver} says of them. */
class ContractGapsTest {
  @Test
  @RequiresLibvirt
  void everyGapOfTheTestDriver_isReal_andDeclared() {
    assertReal(
        ContractDriver.TEST,
        selectPackage(getClass().getPackageName()),
        new Run("TestDriver\\w+ContractTest", "2s"));
  }

  /** Its gap shows in this test, in a guest that does not shut down in time. */
  @Test
  @RequiresQemu
  void everyGapOfQemu_isReal_andDeclared() {
    assertReal(
        ContractDriver.QEMU,
        selectMethod(QemuDomainContractTest.class, "shutdown_powersTheGuestOff"),
        new Run("Qemu\\w+ContractTest", "4s"));
  }

  /** The suites run once, to see what they skip; and for each gap until a skipped test fails. */
  private static void assertReal(ContractDriver driver, DiscoverySelector suites, Run run) {
    Map<Capability, List<String>> skipped = run.skipped(suites);
    assertThat(skipped.keySet())
        .as("what tests were skipped for")
        .isEqualTo(driver.gaps().keySet());
    skipped.forEach(
        (capability, tests) ->
            assertThat(tests)
                .as("tests that show the lack of %s", capability)
                .anyMatch(run::failsWithoutTheGap));
  }

  /**
   * Runs tests of suites.
   *
   * @param timeout when a test that waits for what never comes is given up
   */
  private record Run(String classes, String timeout) {
    /** By what they lack. */
    Map<Capability, List<String>> skipped(DiscoverySelector suites) {
      Map<Capability, List<String>> skipped = new EnumMap<>(Capability.class);
      with(
          TestDriver.UNTOUCHED,
          suites,
          (test, result) ->
              reason(result)
                  .ifPresent(
                      why -> skipped.computeIfAbsent(why, c -> new ArrayList<>()).add(test)));
      return skipped;
    }

    boolean failsWithoutTheGap(String test) {
      List<Status> statuses = new ArrayList<>();
      with(
          HypervisorContract.GAPS_IGNORED,
          selectUniqueId(test),
          (id, result) -> statuses.add(result.getStatus()));
      return statuses.contains(Status.FAILED);
    }

    private static Optional<Capability> reason(TestExecutionResult result) {
      String words = result.getThrowable().map(Throwable::getMessage).orElse("");
      return result.getStatus() == Status.ABORTED
          ? Stream.of(Capability.values()).filter(c -> words.endsWith(" no " + c)).findFirst()
          : Optional.empty();
    }

    private void with(
        String property, DiscoverySelector tests, BiConsumer<String, TestExecutionResult> heard) {
      System.setProperty(property, "true");
      try {
        of(tests, heard);
      } finally {
        System.clearProperty(property);
      }
    }

    private void of(DiscoverySelector selector, BiConsumer<String, TestExecutionResult> heard) {
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(selector)
              .filters(includeClassNamePatterns(".*\\." + classes))
              .configurationParameter(
                  Timeout.DEFAULT_TESTABLE_METHOD_TIMEOUT_PROPERTY_NAME, timeout)
              .build();
      LauncherFactory.create().execute(request, new Ends(heard));
    }
  }

  /** Hears how tests end. */
  private record Ends(BiConsumer<String, TestExecutionResult> heard)
      implements TestExecutionListener {
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (test.isTest()) {
        heard.accept(test.getUniqueId(), result);
      }
    }
  }
}
