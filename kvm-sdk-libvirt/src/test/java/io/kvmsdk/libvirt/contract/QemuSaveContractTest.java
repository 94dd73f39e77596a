package io.kvmsdk.libvirt.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.contract.ContractDriver;
import io.kvmsdk.testkit.contract.SaveContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

@RequiresQemu
class QemuSaveContractTest extends SaveContract {
  private final Path folder = Path.of(ContractDriver.QEMU.poolFolder(run));

  @BeforeEach
  void make() throws IOException {
    Files.createDirectory(folder);
  }

  @AfterEach
  void remove() {
    Tool.run("rm", "-rf", folder).orFail();
  }

  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @Override
  protected String folder() {
    return folder.toString();
  }

  @Override
  protected Path file(String path) {
    return Path.of(path);
  }

  /** By their first bytes. */
  @Override
  protected void checkDumps(Path elf, Path kdump) {
    assertThat(head(elf)).startsWith("\177ELF");
    assertThat(head(kdump)).startsWith("makedumpfile").contains("KDUMP");
  }

  private static String head(Path file) {
    return Tool.run("head", "-c", "4200", file).orFail().output();
  }
}
