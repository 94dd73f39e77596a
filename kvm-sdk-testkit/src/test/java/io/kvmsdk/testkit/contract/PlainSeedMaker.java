package io.kvmsdk.testkit.contract;

import io.kvmsdk.media.SeedMaker;
import io.kvmsdk.unattended.CloudInit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Seeds as plain text: the testkit cannot know kvm-sdk-iso, and the fake's guests read none. */
public final class PlainSeedMaker implements SeedMaker {
  @Override
  public void write(CloudInit seed, Path target) {
    try {
      Files.writeString(target, seed.userData() + seed.metaData());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
