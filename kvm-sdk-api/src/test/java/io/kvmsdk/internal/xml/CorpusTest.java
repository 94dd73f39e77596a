package io.kvmsdk.internal.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every document of libvirt's own tests comes out as it went in, and as valid. */
@RequiresTool(
    value = {"xmllint", "--version"},
    debianPackage = "libxml2-utils")
class CorpusTest {
  /**
   * Folders of libvirt's tests, the documents of one kind in each, and how many of them libvirt's
   * schema accepts. Also the others are to come out as they went in.
   */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          domain,                  qemuxml2argvdata,              1070, 1048
          domain,                  qemuxml2xmloutdata,             620,  619
          domain,                  genericxml2xmlindata,            58,   57
          domain,                  genericxml2xmloutdata,           21,   21
          domain,                  domainconfdata,                   1,    1
          domain,                  domainschemadata,                14,   14
          domain,                  qemuagentdata,                    1,    1
          domain,                  qemuhotplugtestcpus,             12,   12
          domain,                  qemuhotplugtestdomains,          42,   42
          domain,                  qemumemlockdata,                 18,   18
          domain,                  securityselinuxlabeldata,         4,    4
          domain,                  bhyveargv2xmldata,               31,   31
          domain,                  bhyvexml2argvdata,               63,   63
          domain,                  bhyvexml2xmloutdata,             46,   46
          domain,                  libxlxml2domconfigdata,          14,   14
          domain,                  xlconfigdata,                    48,   48
          domain,                  xmconfigdata,                    38,   38
          domain,                  lxcconf2xmldata,                 13,   13
          domain,                  lxcxml2xmldata,                  13,   13
          domain,                  lxcxml2xmloutdata,                1,    1
          domain,                  vmx2xmldata,                     72,   72
          domain,                  xml2vmxdata,                     60,   60
          cpu,                     cputestdata,                    284,  284
          domainsnapshot,          qemudomainsnapshotxml2xmlin,     12,   10
          domainsnapshot,          qemudomainsnapshotxml2xmlout,    16,   16
          domaincheckpoint,        qemudomaincheckpointxml2xmlin,    6,    4
          domaincheckpoint,        qemudomaincheckpointxml2xmlout,   7,    5
          domainbackup,            domainbackupxml2xmlin,            8,    7
          domainbackup,            domainbackupxml2xmlout,           8,    7
          domainCapabilities,      domaincapsdata,                  61,   61
          capabilities,            capabilityschemadata,             4,    4
          capabilities,            qemucaps2xmloutdata,              7,    7
          capabilities,            vircaps2xmldata,                 11,   11
          network,                 networkxml2xmlin,                46,   46
          network,                 networkxml2xmlout,               42,   42
          network,                 networkxml2xmlupdateout,         18,   18
          network,                 networkxml2confdata,             27,   27
          network,                 networkxml2firewalldata,          7,    7
          networkport,             virnetworkportxml2xmldata,        7,    7
          interface,               interfaceschemadata,             19,   19
          filter,                  nwfilterxml2xmlin,               41,   20
          filter,                  nwfilterxml2xmlout,              41,   41
          filter,                  nwfilterxml2firewalldata,        41,   41
          filterbinding,           virnwfilterbindingxml2xmldata,    2,    2
          device,                  nodedevschemadata,               50,   47
          device,                  nodedevxml2xmlout,               45,   45
          secret,                  secretxml2xmlin,                  7,    7
          pool,                    storagepoolxml2xmlin,            39,   39
          pool,                    storagepoolxml2xmlout,           38,   38
          pool,                    storagepoolschemadata,            1,    0
          storagepoolCapabilities, storagepoolcapsschemadata,        2,    2
          volume,                  storagevolxml2xmlin,             26,   26
          volume,                  storagevolxml2xmlout,            21,   21
          volume,                  storagevolschemadata,             1,    1
          """)
  void documents_writtenAgain_sayTheSameAndAreAsValid(
      String root, String folder, int documents, int valid, @TempDir Path scratch)
      throws Exception {
    Map<Path, Path> written = new LinkedHashMap<>();
    List<String> differ = new ArrayList<>();
    for (Path file : Corpus.files(folder)) {
      String xml = Files.readString(file);
      if (Canonical.root(xml).equals(root)) {
        String once = through(root).apply(xml);
        if (!Canonical.form(once).equals(Canonical.form(xml))
            || !through(root).apply(once).equals(once)) {
          differ.add(file.getFileName().toString());
        }
        written.put(file, Files.writeString(scratch.resolve(written.size() + ".xml"), once));
      }
    }
    Set<Path> before = Corpus.valid(schema(root), List.copyOf(written.keySet()));
    Set<Path> after = Corpus.valid(schema(root), List.copyOf(written.values()));
    List<Path> spoilt = before.stream().filter(f -> !after.contains(written.get(f))).toList();
    System.out.printf(
        "libvirt's %s: %d of %d documents <%s> come out the same; %d were valid, %d of them are%n",
        folder,
        written.size() - differ.size(),
        written.size(),
        root,
        before.size(),
        before.size() - spoilt.size());
    assertThat(differ).isEmpty();
    assertThat(spoilt).isEmpty();
    assertThat(written).hasSize(documents);
    assertThat(before).hasSize(valid);
  }

  static UnaryOperator<String> through(String root) {
    return switch (root) {
      case "domain" -> xml -> DomainXml.parse(xml).toXml();
      case "cpu" -> xml -> XmlText.document(Xml.tree(Xml.read(CpuXml.class, "cpu", xml)));
      case "domainsnapshot" -> xml -> SnapshotXml.parse(xml).toXml();
      case "domaincheckpoint" -> xml -> CheckpointXml.parse(xml).toXml();
      case "domainbackup" -> xml -> BackupXml.parse(xml).toXml();
      case "domainCapabilities" -> xml -> DomainCapabilitiesXml.parse(xml).toXml();
      case "capabilities" -> xml -> CapabilitiesXml.parse(xml).toXml();
      case "network" -> xml -> NetworkXml.parse(xml).toXml();
      case "networkport" -> xml -> NetworkPortXml.parse(xml).toXml();
      case "interface" -> xml -> HostInterfaceXml.parse(xml).toXml();
      case "filter" -> xml -> NwFilterXml.parse(xml).toXml();
      case "filterbinding" -> xml -> NwFilterBindingXml.parse(xml).toXml();
      case "device" -> xml -> NodeDeviceXml.parse(xml).toXml();
      case "secret" -> xml -> SecretXml.parse(xml).toXml();
      case "pool" -> xml -> StoragePoolXml.parse(xml).toXml();
      case "storagepoolCapabilities" -> xml -> StoragePoolCapabilitiesXml.parse(xml).toXml();
      case "volume" -> xml -> StorageVolumeXml.parse(xml).toXml();
      default -> throw new IllegalArgumentException(root);
    };
  }

  static String schema(String root) {
    return switch (root) {
      case "domainCapabilities" -> "domaincaps";
      case "capabilities" -> "capability";
      case "filter" -> "nwfilter";
      case "filterbinding" -> "nwfilterbinding";
      case "device" -> "nodedev";
      case "pool" -> "storagepool";
      case "storagepoolCapabilities" -> "storagepoolcaps";
      case "volume" -> "storagevol";
      default -> root;
    };
  }
}
