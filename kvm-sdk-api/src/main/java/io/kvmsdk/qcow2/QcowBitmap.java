package io.kvmsdk.qcow2;

import io.kvmsdk.value.ByteSize;

/**
 * A dirty bitmap kept in an image (clause "Bitmaps extension"; QAPI's {@code Qcow2BitmapInfo}).
 *
 * @param granularity of the disk that one bit stands for
 * @param inUse whether it was not saved properly, so that its content says nothing
 * @param auto whether QEMU goes on recording in it
 */
public record QcowBitmap(String name, ByteSize granularity, boolean inUse, boolean auto) {}
