package io.kvmsdk.qcow2;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Describes the images of a chain, each from its metadata. */
final class InfoReader implements BackingChain.Visitor {
  private final List<ImageInfo> infos = new ArrayList<>();

  List<ImageInfo> infos() {
    return List.copyOf(infos);
  }

  @Override
  public QcowImage qcow2(Path file) {
    try (FileChannel channel = ImageFiles.open(file)) {
      QcowImage image = QcowImage.read(file, channel);
      infos.add(describe(image, channel));
      return image;
    } catch (IOException e) {
      throw FileErrors.explain("reading the qcow2 image", file, e);
    }
  }

  @Override
  public void raw(Path file) {
    try (RawLayer layer = RawLayer.open(file)) {
      infos.add(
          new ImageInfo(
              file,
              BackingFormat.RAW,
              ByteSize.bytes(layer.size()),
              ImageFiles.allocated(file),
              false,
              false,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              Optional.empty()));
    } catch (IOException e) {
      throw FileErrors.explain("reading the raw image", file, e);
    }
  }

  private static ImageInfo describe(QcowImage image, FileChannel channel) throws IOException {
    return new ImageInfo(
        image.file(),
        BackingFormat.QCOW2,
        image.virtualSize(),
        ImageFiles.allocated(image.file()),
        image.encrypted(),
        image.features().contains(QcowFeature.DIRTY),
        image.backingFile(),
        image
            .backingFile()
            .filter(name -> !BackingName.hasProtocol(name))
            .map(name -> BackingName.resolve(image.file(), name)),
        image.backingFormat(),
        SnapshotTable.read(image, channel),
        Optional.of(specific(image, BitmapDirectory.read(image, channel))));
  }

  private static QcowInfo specific(QcowImage image, List<QcowBitmap> bitmaps) {
    QcowHeader header = image.header();
    Set<QcowFeature> features = header.features();
    return new QcowInfo(
        header.version() == 2 ? "0.10" : "1.1",
        image.clusterSize(),
        header.compressionType() == 0 ? "zlib" : "zstd",
        features.contains(QcowFeature.LAZY_REFCOUNTS),
        1 << header.refcountOrder(),
        features.contains(QcowFeature.CORRUPT),
        features.contains(QcowFeature.EXTENDED_L2),
        image.dataFile(),
        features.contains(QcowFeature.RAW_EXTERNAL_DATA),
        image.encrypted() ? Optional.of(image.encryption()) : Optional.empty(),
        bitmaps);
  }
}
