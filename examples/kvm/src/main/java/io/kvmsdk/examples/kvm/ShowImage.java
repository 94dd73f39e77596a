package io.kvmsdk.examples.kvm;

import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.ChainOptions;
import io.kvmsdk.qcow2.ImageInfo;
import io.kvmsdk.qcow2.QcowBitmap;
import io.kvmsdk.qcow2.QcowInfo;
import io.kvmsdk.qcow2.QcowSnapshot;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what an image and all below it say of themselves, as {@code qemu-img info} does. */
@Command(
    name = "image-info",
    description = "Describes a disk image and its whole backing chain, as JSON.")
final class ShowImage implements Runnable {
  @Parameters(paramLabel = "FILE", description = "The image at the top.")
  private Path file;

  @Option(
      names = "--format",
      defaultValue = "qcow2",
      paramLabel = "FORMAT",
      description = "Its format, raw or qcow2; never guessed. Default: ${DEFAULT-VALUE}.")
  private BackingFormat format;

  @Spec private CommandSpec command;

  @Override
  public void run() {
    List<ImageInfo> chain = ImageInfo.chain(file, format, ChainOptions.defaults());
    command.commandLine().getOut().println(Json.of(chain.stream().map(ShowImage::image).toList()));
  }

  private static Map<String, Object> image(ImageInfo info) {
    Map<String, Object> image = new LinkedHashMap<>();
    image.put("filename", info.filename());
    image.put("format", info.format());
    image.put("virtual-size", info.virtualSize().bytes());
    image.put("actual-size", info.actualSize().map(ByteSize::bytes));
    image.put("dirty-flag", info.dirty());
    image.put("encrypted", info.encrypted());
    image.put("backing-filename", info.backingFilename());
    image.put("backing-filename-format", info.backingFilenameFormat());
    image.put("full-backing-filename", info.fullBackingFilename());
    image.put("snapshots", info.snapshots().stream().map(ShowImage::snapshot).toList());
    image.put("format-specific", info.qcow2().map(ShowImage::qcow2));
    return image;
  }

  private static Map<String, Object> snapshot(QcowSnapshot snapshot) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", snapshot.id());
    map.put("name", snapshot.name());
    map.put("date", snapshot.date());
    map.put("vm-clock", snapshot.vmClock());
    map.put("vm-state-size", snapshot.vmStateSize().bytes());
    map.put("disk-size", snapshot.diskSize().bytes());
    return map;
  }

  private static Map<String, Object> qcow2(QcowInfo info) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("compat", info.compat());
    map.put("cluster-size", info.clusterSize().bytes());
    map.put("compression-type", info.compressionType());
    map.put("lazy-refcounts", info.lazyRefcounts());
    map.put("refcount-bits", info.refcountBits());
    map.put("corrupt", info.corrupt());
    map.put("extended-l2", info.extendedL2());
    map.put("data-file", info.dataFile());
    map.put("encryption", info.encryption());
    map.put("bitmaps", info.bitmaps().stream().map(QcowBitmap::name).toList());
    return map;
  }
}
