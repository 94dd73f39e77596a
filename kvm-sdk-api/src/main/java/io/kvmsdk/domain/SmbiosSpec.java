package io.kvmsdk.domain;

import io.kvmsdk.internal.spec.SpecStyle;
import io.kvmsdk.internal.spec.Validation;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.immutables.value.Value;

/** What the guest reads of its maker, by {@code dmidecode}: libvirt's {@code <sysinfo>}. */
@Value.Immutable
@SpecStyle
public abstract class SmbiosSpec {
  SmbiosSpec() {}

  public static Builder builder() {
    return new Builder();
  }

  /** Whether the guest is told nothing. */
  public final boolean isEmpty() {
    return bios().isEmpty()
        && system().isEmpty()
        && baseBoard().isEmpty()
        && chassis().isEmpty()
        && oemStrings().isEmpty();
  }

  /** As {@code vendor}, {@code version}, {@code date}. */
  public abstract Map<String, String> bios();

  /**
   * As {@code manufacturer}, {@code product}, {@code serial}; cloud-init takes a serial of {@code
   * ds=nocloud;s=http://…} for the place of its data.
   */
  public abstract Map<String, String> system();

  /** As {@code manufacturer}, {@code product}, {@code serial}. */
  public abstract Map<String, String> baseBoard();

  /** As {@code manufacturer}, {@code serial}, {@code asset}. */
  public abstract Map<String, String> chassis();

  /** Free text for programs in the guest. */
  public abstract List<String> oemStrings();

  @Value.Check
  void check() {
    Validation.of("smbios", "")
        .text("oemStrings", String.join("", oemStrings()))
        .require(oemStrings().stream().noneMatch(String::isEmpty), "an OEM string is empty")
        .require(
            Stream.of(bios(), system(), baseBoard(), chassis())
                .flatMap(m -> m.keySet().stream())
                .allMatch(k -> k.matches("[a-z]+")),
            "names of entries must be libvirt's, as serial")
        .orThrow();
  }

  public Builder toBuilder() {
    return builder().from(this);
  }

  /** Builds a {@link SmbiosSpec}. */
  public static final class Builder extends ImmutableSmbiosSpec.Builder {
    Builder() {}
  }
}
