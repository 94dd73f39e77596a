package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.judge.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A document as a spec, and that as a document, says all that libvirt's own document did. */
@RequiresTool(
    value = {"xmllint", "--version"},
    debianPackage = "libxml2-utils")
class CorpusSpecTest {
  /**
   * What is left out: state, which libvirt tells and nobody sets; what specs say in other words,
   * with the same meaning; what is so where nothing is said.
   */
  private static final Pattern LEFT_OUT =
      Pattern.compile(
          String.join(
              "|",
              "/domain/@id.*",
              "/domain/memory/@unit.*",
              "/domain/os/@firmware='bios'",
              "/domain/devices/graphics/(listen|@autoport.*)",
              "/domain/devices/channel/address",
              "/domain/devices/interface/link",
              "/network/@connections.*",
              "/network/(@ipv6|@trustGuestRxFilters)='no'",
              "/network/forward/interface/@connections.*",
              "/network/(ip|route)/@(netmask|family='ipv4').*",
              "/network/ip/dhcp/(host|range)/lease/@.*",
              "/pool/(capacity|allocation|available|source)",
              "/volume/(@type.*|key|source|target/path|target/timestamps)",
              "/volume/(capacity|allocation)(/@unit)?=.*"));

  /** Specs say amounts in KiB. */
  private static final Pattern AMOUNT =
      Pattern.compile("(?i)<(memory|\\w+_limit) unit=['\"](bytes|kb|mib)['\"]>(\\d+)<");

  private static final Pattern PAGE =
      Pattern.compile("<page size=['\"](\\d+)['\"] unit=['\"]MiB['\"]");

  private static final Pattern CURRENT_MEMORY =
      Pattern.compile("<currentMemory( unit=['\"]KiB['\"])?>(\\d+)</currentMemory>");

  /** libvirt says a graphics server's socket both ways. */
  private static final Pattern SOCKET_TWICE =
      Pattern.compile("( socket='[^']*')>(\\s*<listen type='socket'\\1)");

  /**
   * Folders, valid documents, and how many of them a spec refuses in a clear word. Of {@code
   * qemuxml2argvdata} these are two that the schema accepts and libvirt does not: {@code
   * disk-same-targets} and {@code minimal-no-memory}; of {@code genericxml2xmlindata} two of
   * Hyper-V, and one with a name that is a path.
   */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          domain,  qemuxml2argvdata,     1048,  2
          domain,  qemuxml2xmloutdata,    619,  0
          domain,  genericxml2xmlindata,   57,  3
          network, networkxml2xmlin,       46,  1
          network, networkxml2xmlout,      42,  1
          network, networkxml2xmlupdateout, 18, 0
          pool,    storagepoolxml2xmlin,   39, 21
          pool,    storagepoolxml2xmlout,  38, 19
          volume,  storagevolxml2xmlin,    26,  5
          volume,  storagevolxml2xmlout,   21,  5
          """)
  void specs_ofDocuments_keepAllThatTheySay(String root, String folder, int valid, int refusable)
      throws Exception {
    List<String> lost = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    List<Path> files = new ArrayList<>(Corpus.valid(CorpusTest.schema(root), Corpus.files(folder)));
    for (Path file : files) {
      String xml = Files.readString(file);
      try {
        List<String> missing = missing(xml, throughSpec(root).apply(xml));
        if (!missing.isEmpty()) {
          lost.add(file.getFileName() + ": " + missing);
        }
      } catch (InvalidSpecException | UnsupportedException e) {
        refused.add(file.getFileName() + ": " + e.getMessage());
      }
    }
    System.out.printf(
        "libvirt's %s: %d of %d valid documents <%s> go through a spec, %d are refused%n",
        folder, files.size() - refused.size() - lost.size(), files.size(), root, refused.size());
    assertThat(lost).isEmpty();
    assertThat(refused).hasSizeLessThanOrEqualTo(refusable);
    assertThat(files).hasSize(valid);
  }

  private static List<String> missing(String xml, String written) throws Exception {
    String plain = AMOUNT.matcher(xml).replaceAll(CorpusSpecTest::inKib);
    plain =
        PAGE.matcher(plain)
            .replaceAll(p -> "<page size='" + kib("mib", p.group(1)) + "' unit='KiB'");
    plain = SOCKET_TWICE.matcher(plain).replaceAll(">$2");
    Matcher current = CURRENT_MEMORY.matcher(plain);
    if (current.find() && written.contains(">" + current.group(2) + "</memory>")) {
      plain = current.replaceFirst(""); // the guest has all of its memory, said twice
    }
    return Canonical.missing(plain, written).stream()
        .filter(m -> !LEFT_OUT.matcher(m).matches())
        .toList();
  }

  private static String inKib(MatchResult amount) {
    String kib = kib(amount.group(2), amount.group(3));
    return "<" + amount.group(1) + " unit='KiB'>" + kib + "<";
  }

  private static String kib(String unit, String amount) {
    long scale =
        switch (unit.toLowerCase(Locale.ROOT)) {
          case "bytes" -> 1;
          case "kb" -> 1000;
          default -> 1 << 20;
        };
    return String.valueOf((scale * Long.parseLong(amount) + 1023) / 1024);
  }

  private static UnaryOperator<String> throughSpec(String root) {
    return switch (root) {
      case "domain" -> xml -> DomainXml.of(DomainXml.parse(xml).toSpec()).toXml();
      case "network" -> xml -> NetworkXml.of(NetworkXml.parse(xml).toSpec()).toXml();
      case "pool" -> xml -> StoragePoolXml.of(StoragePoolXml.parse(xml).toSpec()).toXml();
      case "volume" -> xml -> StorageVolumeXml.of(StorageVolumeXml.parse(xml).toSpec()).toXml();
      default -> throw new IllegalArgumentException(root);
    };
  }
}
