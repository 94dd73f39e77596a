package io.kvmsdk.testkit;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.HostInterfaceDriver;
import java.util.List;
import java.util.function.Supplier;

/** libvirt's interface calls on a fake host, which has one. */
final class FakeHostInterfaces implements HostInterfaceDriver {
  private static final String NAME = "eth0";
  private static final String MAC = "02:00:00:00:00:01";

  private final Connection connection;

  FakeHostInterfaces(Connection connection) {
    this.connection = connection;
  }

  @Override
  public List<String> list() {
    return connection.call(
        Operation.INTERFACE_LOOKUP, Subject.of("interface", "*"), () -> List.of(NAME));
  }

  @Override
  public boolean exists(String name) {
    return connection.call(
        Operation.INTERFACE_LOOKUP, Subject.of("interface", name), () -> name.equals(NAME));
  }

  private <T> T read(String name, Supplier<T> answer) {
    Subject subject = Subject.of("interface", name);
    return connection.call(
        Operation.INTERFACE_READ,
        subject,
        () -> {
          if (!name.equals(NAME)) {
            throw new NotFoundException(
                subject, "there is no such interface on the fake host", "There is: " + NAME);
          }
          return answer.get();
        });
  }

  @Override
  public String mac(String name) {
    return read(name, () -> MAC);
  }

  @Override
  public boolean active(String name) {
    return read(name, () -> true);
  }

  @Override
  public String xml(String name) {
    return read(
        name,
        () ->
            "<interface type='ethernet' name='"
                + NAME
                + "'><mac address='"
                + MAC
                + "'/></interface>");
  }
}
