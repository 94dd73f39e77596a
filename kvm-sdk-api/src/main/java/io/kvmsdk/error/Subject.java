package io.kvmsdk.error;

import java.io.Serializable;
import java.util.Objects;

/**
 * The object that an error is about: its kind in libvirt's words ("domain", "storage volume"), or
 * "file", "ISO image", …, and its name.
 */
public record Subject(String kind, String name) implements Serializable {
  /** No object in particular. */
  public static final Subject NONE = new Subject("", "");

  public Subject {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(name);
  }

  public static Subject of(String kind, Object name) {
    return new Subject(kind, name.toString());
  }

  @Override
  public String toString() {
    return name.isEmpty() ? kind : kind + " '" + name + "'";
  }
}
