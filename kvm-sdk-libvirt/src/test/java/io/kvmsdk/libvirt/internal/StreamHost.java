package io.kvmsdk.libvirt.internal;

import io.kvmsdk.domain.ConsoleMode;
import io.kvmsdk.internal.driver.ConsoleDriver.Line;
import io.kvmsdk.internal.driver.DomainDriver;
import io.kvmsdk.internal.driver.StorageDriver;
import java.util.Optional;
import java.util.UUID;

/**
 * What all that flows needs, on a private libvirtd: a QEMU with a console and a screen, whose guest
 * stands still, and a volume.
 */
final class StreamHost {
  static final String DOMAIN = "kvmsdk-streams";
  static final long VOLUME = 64 << 20;

  private StreamHost() {}

  static void prepare(LibvirtDriver driver) {
    startGuest(driver.domains());
    makeVolume(driver.storage());
  }

  private static void startGuest(DomainDriver domains) {
    UUID domain =
        domains
            .define(
                """
                <domain type='qemu'>
                  <name>%s</name>
                  <memory unit='MiB'>16</memory>
                  <os><type arch='x86_64' machine='pc'>hvm</type></os>
                  <devices>
                    <serial type='pty'/>
                    <video><model type='vga'/></video>
                    <graphics type='vnc' listen='127.0.0.1'/>
                    <memballoon model='none'/>
                  </devices>
                </domain>
                """
                    .formatted(DOMAIN))
            .uuid();
    domains.create(domain);
    domains.suspend(domain);
  }

  private static void makeVolume(StorageDriver storage) {
    UUID pool = FolderPool.create(storage, "streams", "/var/lib/libvirt/streams").uuid();
    storage.autostartPool(pool, true);
    storage.createVolume(
        pool,
        """
        <volume>
          <name>v</name><capacity>%1$d</capacity><allocation>%1$d</allocation>
          <target><format type='raw'/></target>
        </volume>
        """
            .formatted(VOLUME));
  }

  static UUID domain(LibvirtDriver driver) {
    return driver.domains().findByName(DOMAIN).orElseThrow().uuid();
  }

  static Line open(LibvirtDriver driver, ConsoleMode mode) {
    return driver.consoles().openConsole(domain(driver), Optional.empty(), mode);
  }

  /** A transfer of the volume's beginning, which looks at each block. */
  enum Transfer {
    UPLOAD {
      @Override
      void run(StorageDriver storage, long length, Runnable eachBlock) {
        storage.upload(
            pool(storage),
            "v",
            0,
            length,
            false,
            block -> {
              eachBlock.run();
              block.put(new byte[block.remaining()]);
            });
      }
    },
    DOWNLOAD {
      @Override
      void run(StorageDriver storage, long length, Runnable eachBlock) {
        storage.download(pool(storage), "v", 0, length, false, block -> eachBlock.run());
      }
    };

    abstract void run(StorageDriver storage, long length, Runnable eachBlock);

    private static UUID pool(StorageDriver storage) {
      return storage.findPool("streams").orElseThrow().uuid();
    }
  }
}
