package consumer;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.Kvm;
import io.kvmsdk.value.ByteSize;

/** What an application does that has the SDK on its module path; {@link ModulePathTest} runs it. */
public final class OnModulePath {
  private OnModulePath() {}

  /** Connects to each URI of {@code uris} and defines a domain there. */
  public static void main(String[] uris) {
    for (String uri : uris) {
      try (Hypervisor kvm = Kvm.connect(uri)) {
        String name =
            kvm.domains().define(d -> d.name("on-module-path").memory(ByteSize.mib(64))).name();
        System.out.println(kvm.getClass().getModule() + " defined " + name);
      }
    }
  }
}
