package io.kvmsdk.qcow2;

import java.nio.file.Path;

/**
 * One file of a backing chain.
 *
 * @param file as the layer above names it, resolved against that layer's folder
 */
public record BackingLayer(Path file, BackingFormat format) {}
