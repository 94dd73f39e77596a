package io.kvmsdk.media;

import io.kvmsdk.value.ByteSize;
import java.util.Optional;

record FileMedia(Original original) implements Media {
  @Override
  public String name() {
    return original.file().getFileName().toString();
  }

  @Override
  public ByteSize length() {
    return original.length();
  }

  @Override
  public Optional<Overlay> overlay() {
    return Optional.empty();
  }
}
