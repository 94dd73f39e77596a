package io.kvmsdk.iso.internal.build;

import java.time.Instant;

/**
 * What the volume descriptors say of a new image. All texts are printable ASCII.
 *
 * @param label up to 32 characters
 * @param system up to 32 characters, as the following up to 128: may be empty
 * @param time of the volume and its root
 */
public record VolumeTexts(
    String label,
    String system,
    String publisher,
    String preparer,
    String application,
    Instant time) {}
