/** The ISO 9660 engine: read, remaster as a patch, distro-aware installers. */
module io.kvmsdk.iso {
  requires transitive io.kvmsdk;

  exports io.kvmsdk.iso;
  exports io.kvmsdk.iso.cpio;
  exports io.kvmsdk.iso.error;

  provides java.nio.file.spi.FileSystemProvider with
      io.kvmsdk.iso.internal.nio.ImageFileSystemProvider;
  provides io.kvmsdk.media.SeedMaker with
      io.kvmsdk.iso.internal.seed.NoCloudSeed;
}
