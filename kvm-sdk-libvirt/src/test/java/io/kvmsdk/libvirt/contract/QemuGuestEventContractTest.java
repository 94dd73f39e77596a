package io.kvmsdk.libvirt.contract;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.WatchdogAction;
import io.kvmsdk.judge.RequiresTool;
import io.kvmsdk.judge.Tool;
import io.kvmsdk.libvirt.RequiresQemu;
import io.kvmsdk.testkit.GuestActs;
import io.kvmsdk.testkit.contract.GuestEventContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The guest's data lie in a small file system of their own, in memory. */
@RequiresQemu
@RequiresTool(
    value = {"qemu-img", "--version"},
    debianPackage = "qemu-utils")
@RequiresTool(
    value = {"unshare", "--mount", "true"},
    debianPackage = "util-linux, as root")
class QemuGuestEventContractTest extends GuestEventContract {
  @TempDir Path folder;

  private PortGuest guest;
  private Path data;

  @Override
  protected Hypervisor connect() {
    return QemuDriver.connect();
  }

  @BeforeEach
  void mount() throws IOException {
    guest = new PortGuest(kvm, run, folder);
    data = Files.createDirectory(guest.data().getParent());
    Tool.run("mount", "-t", "tmpfs", "-o", "size=1m", run, data).orFail();
  }

  /** The guest may still have its image open. */
  @AfterEach
  void unmount() {
    guest.close();
    Tool.run("umount", "--lazy", data).orFail();
  }

  @Override
  protected Domain guest(WatchdogAction action) {
    Domain domain = kvm.domains().define(guest.machine(action).build());
    domain.start();
    return domain;
  }

  @Override
  protected GuestActs acts() {
    return guest;
  }

  @Override
  protected void fillHost() {
    try {
      Files.write(data.resolve("filler"), new byte[2 << 20]);
    } catch (IOException full) {
      return;
    }
    throw new UncheckedIOException(new IOException("there was room for all"));
  }
}
