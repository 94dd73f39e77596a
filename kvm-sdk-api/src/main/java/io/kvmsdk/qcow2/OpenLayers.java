package io.kvmsdk.qcow2;

import io.kvmsdk.error.FileErrors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens the layers of a chain, and closes them again unless all could be. */
final class OpenLayers implements BackingChain.Visitor, AutoCloseable {
  private final ChainOptions options;
  private final ReadCache cache = new ReadCache();
  private final ClusterClaims.Pages pages = new ClusterClaims.Pages();
  private List<DiskLayer> layers = new ArrayList<>();

  OpenLayers(ChainOptions options) {
    this.options = options;
  }

  /** The header is read through the channel that all else will be read through. */
  @Override
  public QcowImage qcow2(Path file) {
    List<FileChannel> opened = new ArrayList<>();
    try {
      QcowImage image = layer(file, opened);
      opened.clear();
      return image;
    } catch (IOException e) {
      throw FileErrors.explain("opening the qcow2 image", file, e);
    } finally {
      opened.forEach(OpenLayers::closeQuietly);
    }
  }

  private QcowImage layer(Path file, List<FileChannel> opened) throws IOException {
    FileChannel channel = ImageFiles.open(file);
    opened.add(channel);
    QcowImage image = QcowImage.read(file, channel);
    image.refuseToRead(options, layers.isEmpty());
    FileChannel data = channel;
    if (image.features().contains(QcowFeature.EXTERNAL_DATA_FILE)) {
      data = ImageFiles.open(options.dataFile().orElseThrow());
      opened.add(data);
    }
    layers.add(new QcowLayer(image, channel, data, cache, pages));
    return image;
  }

  @Override
  public void raw(Path file) {
    try {
      layers.add(RawLayer.open(file));
    } catch (IOException e) {
      throw FileErrors.explain("opening the raw image", file, e);
    }
  }

  /** The layers, which are the caller's to close from now on. */
  List<DiskLayer> release() {
    List<DiskLayer> released = layers;
    layers = List.of();
    return released;
  }

  @Override
  public void close() {
    close(layers);
  }

  static void close(List<DiskLayer> layers) {
    layers.forEach(OpenLayers::closeQuietly);
  }

  /** Nothing was written that a failing close could lose. */
  private static void closeQuietly(AutoCloseable readOnly) {
    try {
      readOnly.close();
    } catch (Exception e) {
      // Its descriptor is gone all the same.
    }
  }
}
