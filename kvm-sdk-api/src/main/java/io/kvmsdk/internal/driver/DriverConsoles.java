package io.kvmsdk.internal.driver;

import io.kvmsdk.domain.Console;
import io.kvmsdk.domain.ConsoleMode;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.CharacterDeviceXml;
import io.kvmsdk.internal.xml.DomainXml;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Opens the consoles and channels of one domain of a {@link Driver}. */
record DriverConsoles(Driver driver, DriverDomain domain) {
  Console console(Optional<String> alias, ConsoleMode mode) {
    DomainXml document = running();
    List<String> aliases =
        Stream.concat(
                aliases("serial", document.serials()), aliases("console", document.consoles()))
            .distinct()
            .toList();
    if (aliases.isEmpty()) {
      throw absent("has no console", "Define it with a <serial> or <console>");
    }
    if (!aliases.containsAll(alias.stream().toList())) {
      throw absent("has no console '" + alias.get() + "'", "There are: " + aliases);
    }
    Subject subject =
        Subject.of("console", domain.name() + alias.map(wanted -> "/" + wanted).orElse(""));
    return new DriverConsole(subject, driver.consoles().openConsole(domain.uuid(), alias, mode));
  }

  Console channel(String name, ConsoleMode mode) {
    List<CharacterDeviceXml> channels = running().channels();
    List<String> names = channels.stream().flatMap(c -> c.targetName().stream()).toList();
    List<String> aliases = aliases("channel", channels).toList();
    if (!names.contains(name) && !aliases.contains(name)) {
      throw absent(
          "has no channel '" + name + "'", "There are: " + (names.isEmpty() ? aliases : names));
    }
    return new DriverConsole(
        Subject.of("channel", domain.name() + "/" + name),
        driver.consoles().openChannel(domain.uuid(), name, mode));
  }

  /** libvirt's names for them: where the document has none, those that libvirt would give. */
  private static Stream<String> aliases(String kind, List<CharacterDeviceXml> devices) {
    return IntStream.range(0, devices.size())
        .mapToObj(i -> devices.get(i).alias().orElse(kind + i));
  }

  /** A domain that is off has no ports that could be opened, whatever its document says. */
  private DomainXml running() {
    if (!domain.state().active()) {
      throw new ConflictException(
          subject(), "is not running, so nothing is written there", "Start it");
    }
    return DomainXml.parse(domain.xml());
  }

  private NotFoundException absent(String problem, String remedy) {
    return new NotFoundException(subject(), problem, remedy);
  }

  private Subject subject() {
    return Subject.of("domain", domain.name());
  }
}
