package io.kvmsdk.iso.internal.fat;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import io.kvmsdk.iso.internal.eltorito.BootCatalog;
import io.kvmsdk.iso.internal.systemarea.SystemArea;
import io.kvmsdk.iso.internal.tree.Volume;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the FAT images lie that UEFI firmware boots. From a CD it takes El Torito's entry (UEFI
 * 2.10, 13.3.2.1), from a USB stick the EFI system partition (13.3.1.1). Nearly all builders let
 * both name the same bytes; some write them twice.
 */
public final class EfiImages {
  private static final int UEFI = 0xEF;

  private EfiImages() {}

  /** In bytes from the start of the image, El Torito's first, none twice. */
  public static List<Long> starts(ImageBytes image, Volume volume) {
    Stream<Long> onCd =
        volume.bootRecord().stream()
            .flatMap(d -> BootCatalog.read(image, d).stream())
            .filter(e -> e.platform() == UEFI && e.bootable())
            .map(e -> e.block() * ImageBytes.BLOCK);
    Stream<Long> onDisk = new SystemArea(image).efiPartitions().stream();
    return Stream.concat(onCd, onDisk).distinct().toList();
  }
}
