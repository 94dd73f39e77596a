package io.kvmsdk.iso;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.media.Media;
import io.kvmsdk.unattended.CloudInit;
import io.kvmsdk.unattended.Ethernet;
import io.kvmsdk.value.MacAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeds made through {@link Media#seed}, which finds this module by itself. */
class CloudInitSeedTest {
  @TempDir Path folder;

  @Test
  @RequiresTool(
      value = {"bsdtar", "--version"},
      debianPackage = "libarchive-tools")
  @RequiresTool(
      value = {"blkid", "-V"},
      debianPackage = "util-linux")
  void seed_isAMediumThatNoCloudFinds_withAllItsDocuments() {
    CloudInit seed =
        CloudInit.builder()
            .hostname("web")
            .addEthernet(Ethernet.dhcp(MacAddress.of("52:54:00:00:00:01")))
            .build();
    Path file = folder.resolve("seed.iso");

    Media medium = Media.seed(seed, file);

    assertThat(medium.original().file()).hasSameBinaryContentAs(file);
    assertThat(Tool.run("blkid", "-o", "value", "-s", "LABEL", file).orFail().output().strip())
        .isEqualTo("cidata");
    assertThat(content(file, "user-data")).isEqualTo(seed.userData());
    assertThat(content(file, "meta-data")).isEqualTo(seed.metaData());
    assertThat(content(file, "network-config")).isEqualTo(seed.networkConfig().orElseThrow());
  }

  private static String content(Path image, String name) {
    return Tool.run("bsdtar", "-xOf", image, name).orFail().output();
  }
}
