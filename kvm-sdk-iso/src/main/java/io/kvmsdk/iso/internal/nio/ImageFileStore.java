package io.kvmsdk.iso.internal.nio;

import io.kvmsdk.iso.internal.ecma119.ImageBytes;
import java.nio.file.FileStore;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;

/** The volume of an image: all of it in use. */
final class ImageFileStore extends FileStore {
  private static final Set<Class<? extends FileAttributeView>> VIEWS =
      Set.of(
          BasicFileAttributeView.class, FileOwnerAttributeView.class, PosixFileAttributeView.class);

  private final String volumeId;
  private final long length;

  /**
   * @param length in bytes
   */
  ImageFileStore(String volumeId, long length) {
    this.volumeId = volumeId;
    this.length = length;
  }

  @Override
  public String name() {
    return volumeId;
  }

  @Override
  public String type() {
    return "iso9660";
  }

  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public long getTotalSpace() {
    return length;
  }

  @Override
  public long getUsableSpace() {
    return 0;
  }

  @Override
  public long getUnallocatedSpace() {
    return 0;
  }

  @Override
  public long getBlockSize() {
    return ImageBytes.BLOCK;
  }

  @Override
  public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
    return VIEWS.contains(type);
  }

  @Override
  public boolean supportsFileAttributeView(String name) {
    return NamedAttributes.views().contains(name);
  }

  @Override
  public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
    return null;
  }

  @Override
  public Object getAttribute(String attribute) {
    return switch (attribute) {
      case "totalSpace" -> getTotalSpace();
      case "usableSpace" -> getUsableSpace();
      case "unallocatedSpace" -> getUnallocatedSpace();
      case "blockSize" -> getBlockSize();
      default ->
          throw new UnsupportedOperationException("no file store attribute '" + attribute + "'");
    };
  }

  @Override
  public String toString() {
    return volumeId + " (iso9660)";
  }
}
