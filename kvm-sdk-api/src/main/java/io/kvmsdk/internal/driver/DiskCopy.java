package io.kvmsdk.internal.driver;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.domain.BlockCopySpec;
import io.kvmsdk.domain.DiskSpec;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.internal.driver.BlockDriver.CopyFlag;
import io.kvmsdk.internal.xml.DiskXml;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Copies a disk while its domain runs. Given up, it leaves nothing of the copy. */
record DiskCopy(
    Driver driver, Hypervisor host, DriverDomain domain, DriverDomainDisk disk, Subject subject) {
  void run(BlockCopySpec spec, ProgressListener listener, Duration atMost) {
    disk.requireIdle();
    refuseEncrypted();
    if (spec.pivot()) {
      refuseSnapshots();
    }
    String task = "copying " + disk.target() + " of " + domain.name();
    BlockJobWatch watch = disk.watch();
    watch.prepare(task, atMost);
    CopyDestination destination = CopyDestination.of(host, driver, domain, disk, spec);
    try {
      DiskSpec place = destination.prepare();
      begin(spec, place, destination);
      watch.untilReady(task, listener, atMost);
      destination.ready();
      end(spec, watch, task);
    } catch (RuntimeException | Error e) {
      destination.remove(e);
      throw e;
    }
  }

  /** QEMU would write down what it decrypts. */
  private void refuseEncrypted() {
    if (disk.document().encrypted()) {
      throw new UnsupportedException(
          subject,
          "its image is encrypted, and the copy would not be",
          "Encrypt the disk within the guest instead");
    }
  }

  /** Their records name the images of now. */
  private void refuseSnapshots() {
    List<String> chain = disk.chain();
    DomainImages.of(domain).overlays().stream()
        .filter(chain::contains)
        .findFirst()
        .ifPresent(
            overlay -> {
              throw new ConflictException(
                  subject,
                  "a snapshot of the domain was made with the image " + overlay,
                  "Delete that snapshot first, which merges the image, or copy without a pivot");
            });
  }

  private void begin(BlockCopySpec spec, DiskSpec place, CopyDestination destination) {
    // Without it libvirt copies no disk of a domain that is defined; the definition follows anyway.
    Set<CopyFlag> flags = EnumSet.of(CopyFlag.TRANSIENT_JOB);
    if (spec.shallow()) {
      flags.add(CopyFlag.SHALLOW);
    }
    if (spec.reuseExternal() || destination.made()) {
      flags.add(CopyFlag.REUSE_EXTERNAL);
    }
    if (spec.synchronousWrites()) {
      flags.add(CopyFlag.SYNCHRONOUS_WRITES);
    }
    long bandwidth = spec.bandwidth().map(ByteSize::bytes).orElse(0L);
    driver.blocks().copy(domain.uuid(), disk.target(), DiskXml.of(place).toXml(), flags, bandwidth);
  }

  private static void end(BlockCopySpec spec, BlockJobWatch watch, String task) {
    if (spec.pivot()) {
      watch.pivot(task);
    } else {
      watch.detach();
    }
  }
}
