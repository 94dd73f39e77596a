package io.kvmsdk.testkit;

import io.kvmsdk.Hypervisor;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each JUnit test a fake host of its own, and fails a test that leaves something behind on
 * it.
 *
 * <pre>{@code
 * @ExtendWith(FakeKvm.class)
 * class CleanUpTest {
 *   @Test
 *   void cleanUp_removesTheDomain(FakeHypervisor kvm) {
 *     kvm.domains().define(d -> d.name("web"));
 *     new CleanUp(kvm).run();
 *   }
 * }
 * }</pre>
 *
 * <p>Parameters of the type {@link FakeHypervisor} or {@link Hypervisor}, of tests and of what runs
 * before and after each, are one and the same host.
 */
public final class FakeKvm implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(FakeKvm.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    Class<?> type = parameter.getParameter().getType();
    return test.getTestMethod().isPresent()
        && (type == FakeHypervisor.class || type == Hypervisor.class);
  }

  @Override
  public FakeHypervisor resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getStore(NAMESPACE)
        .getOrComputeIfAbsent(
            test.getUniqueId(), id -> FakeHypervisor.create(), FakeHypervisor.class);
  }

  /** A test that has failed already is not blamed for what it left. */
  @Override
  public void afterEach(ExtensionContext test) {
    FakeHypervisor host = test.getStore(NAMESPACE).remove(test.getUniqueId(), FakeHypervisor.class);
    if (host == null) {
      return;
    }
    try (host) {
      if (test.getExecutionException().isEmpty()) {
        requireNothingLeft(host);
      }
    }
  }

  static void requireNothingLeft(FakeHypervisor host) {
    List<String> left = host.leftovers();
    if (!left.isEmpty()) {
      throw new AssertionError("the test has left on the fake host: " + left);
    }
  }
}
