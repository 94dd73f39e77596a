package io.kvmsdk.iso.internal.ecma119;

import io.kvmsdk.iso.error.IsoFormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The descriptors from a first block up to the terminator (ECMA-119 6.7.1). */
public final class VolumeDescriptorSet {
  /** Where the set of a volume begins (6.2.1). */
  public static final long FIRST_BLOCK = 16;

  private static final String CLAUSE = "ECMA-119 8.1";
  private static final int MAX_DESCRIPTORS = 64;
  private static final byte[] IDENTIFIER = "CD001".getBytes(StandardCharsets.US_ASCII);

  private final List<VolumeDescriptor> descriptors;

  private VolumeDescriptorSet(List<VolumeDescriptor> descriptors) {
    this.descriptors = List.copyOf(descriptors);
  }

  /** Reads the set of the whole image, and refuses what is no ISO image. */
  public static VolumeDescriptorSet read(ImageBytes image) {
    long offset = FIRST_BLOCK * ImageBytes.BLOCK;
    if (!present(image, FIRST_BLOCK)) {
      throw image.broken(offset, CLAUSE, "this is not an ISO 9660 image: 'CD001' is not here");
    }
    return read(image, FIRST_BLOCK);
  }

  /** Whether a descriptor begins at {@code block}. */
  public static boolean present(ImageBytes image, long block) {
    long offset = block * ImageBytes.BLOCK;
    return offset >= 0
        && offset <= image.length() - ImageBytes.BLOCK
        && identified(image.bytes(offset, 1 + IDENTIFIER.length, CLAUSE));
  }

  private static boolean identified(byte[] block) {
    return Arrays.equals(block, 1, 1 + IDENTIFIER.length, IDENTIFIER, 0, IDENTIFIER.length);
  }

  /** The set that begins at {@code first}; empty if none does, or one without end. */
  public static Optional<VolumeDescriptorSet> find(ImageBytes image, long first) {
    try {
      return present(image, first) ? Optional.of(read(image, first)) : Optional.empty();
    } catch (IsoFormatException noDescriptors) {
      return Optional.empty();
    }
  }

  /** Reads the set that begins at {@code first}. */
  public static VolumeDescriptorSet read(ImageBytes image, long first) {
    List<VolumeDescriptor> descriptors = new ArrayList<>();
    for (long block = first; block < first + MAX_DESCRIPTORS; block++) {
      long offset = block * ImageBytes.BLOCK;
      byte[] bytes = image.bytes(offset, ImageBytes.BLOCK, CLAUSE);
      if (!identified(bytes)) {
        throw image.broken(offset, CLAUSE, "the volume descriptors have no terminator");
      }
      VolumeDescriptor descriptor = new VolumeDescriptor(bytes, block);
      if (descriptor.kind() == VolumeDescriptor.Kind.TERMINATOR) {
        return new VolumeDescriptorSet(descriptors);
      }
      descriptors.add(descriptor);
    }
    throw image.broken(
        first * ImageBytes.BLOCK, CLAUSE, "more than " + MAX_DESCRIPTORS + " volume descriptors");
  }

  /** The first primary descriptor. */
  public VolumeDescriptor primary(ImageBytes image) {
    VolumeDescriptor primary =
        first(VolumeDescriptor.Kind.PRIMARY)
            .orElseThrow(
                () ->
                    image.broken(
                        FIRST_BLOCK * ImageBytes.BLOCK,
                        "ECMA-119 8.4",
                        "there is no primary volume descriptor"));
    if (primary.blockSize() != ImageBytes.BLOCK) {
      throw image.broken(
          primary.position() + 128,
          "ECMA-119 8.4.12",
          "logical blocks of " + primary.blockSize() + " bytes are not supported, only of 2048");
    }
    return primary;
  }

  public Optional<VolumeDescriptor> first(VolumeDescriptor.Kind kind) {
    return descriptors.stream().filter(d -> d.kind() == kind).findFirst();
  }

  public List<VolumeDescriptor> all() {
    return descriptors;
  }
}
