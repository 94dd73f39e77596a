package io.kvmsdk.qcow2;

import io.kvmsdk.value.ByteSize;
import java.util.List;
import java.util.Optional;

/**
 * What only a qcow2 image has (QAPI's {@code ImageInfoSpecificQCow2}).
 *
 * @param compat {@code 0.10} for version 2, {@code 1.1} for version 3
 * @param compressionType {@code zlib} or {@code zstd}
 * @param refcountBits of one reference count
 * @param corrupt whether QEMU found the metadata broken, and marked it so
 * @param extendedL2 whether clusters have subclusters
 * @param dataFile the name of the file with the guest's data, just as recorded
 * @param dataFileRaw whether that file is a raw image by itself
 * @param encryption {@code aes} or {@code luks}
 * @param bitmaps that agree with the content
 */
public record QcowInfo(
    String compat,
    ByteSize clusterSize,
    String compressionType,
    boolean lazyRefcounts,
    int refcountBits,
    boolean corrupt,
    boolean extendedL2,
    Optional<String> dataFile,
    boolean dataFileRaw,
    Optional<String> encryption,
    List<QcowBitmap> bitmaps) {}
