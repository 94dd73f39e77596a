package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Optional;
import org.immutables.value.Value;

/** A named stream between host and guest: libvirt's virtio {@code <channel>}. */
@Value.Immutable
@SpecStyle
public abstract non-sealed class ChannelSpec implements DeviceSpec {
  ChannelSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** The channel of SPICE's agent in the guest: a shared clipboard, a screen that fits. */
  public static ChannelSpec spiceAgent() {
    return builder().name("com.redhat.spice.0").source(CharacterSource.spiceViewer()).build();
  }

  /** What the guest finds it by, in {@code /dev/virtio-ports}. */
  public abstract String name();

  /** A UNIX socket where libvirt chooses, unless said otherwise. */
  @Value.Default
  public CharacterSource source() {
    return new CharacterSource.Unix(Optional.empty(), true);
  }

  @Override
  public abstract List<String> rawXml();

  @Value.Check
  void check() {
    Validation.of("channel", name())
        .require(!name().isBlank(), "name must not be empty")
        .text("name", name())
        .rawXml(rawXml())
        .orThrow();
  }

  @Override
  public final ChannelSpec withRawXml(List<String> rawXml) {
    return toBuilder().rawXml(rawXml).build();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link ChannelSpec}. */
  public static final class Builder extends ImmutableChannelSpec.Builder {
    Builder() {}
  }
}
