package io.kvmsdk.domain;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The network filter that guards an interface: libvirt's {@code <filterref>}.
 *
 * @param filter its name, as {@code clean-traffic}
 * @param parameters values of its variables, as {@code IP}
 */
public record FilterReference(String filter, Map<String, List<String>> parameters) {
  public FilterReference {
    Objects.requireNonNull(filter);
    parameters = Map.copyOf(parameters);
  }

  public static FilterReference of(String filter) {
    return new FilterReference(filter, Map.of());
  }
}
