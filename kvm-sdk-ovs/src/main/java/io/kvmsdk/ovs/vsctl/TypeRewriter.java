package io.kvmsdk.ovs.vsctl;

import io.kvmsdk.ovs.ovsdb.ColumnSchema;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Knows interfaces of {@code type=ipsec_gre}, which Open vSwitch had until 2.5: today an interface
 * of {@code type=gre} is encrypted by ovs-monitor-ipsec where its options have a {@code psk}.
 */
final class TypeRewriter {
  private static final String OLD = "ipsec_gre";

  private final boolean rewrite;
  private final Set<String> notes = new LinkedHashSet<>();

  TypeRewriter(boolean rewrite) {
    this.rewrite = rewrite;
  }

  /** What is to be set instead of {@code value}. */
  String value(ModelRow row, ColumnSchema column, String value) {
    boolean old =
        row.table.name().equals("Interface") && column.name().equals("type") && value.equals(OLD);
    if (!old) {
      return value;
    }
    notes.add(
        rewrite
            ? row + ": type=ipsec_gre is written as type=gre, which options:psk encrypts"
            : row + ": Open vSwitch has no type=ipsec_gre since 2.6; ask for it to be read as gre");
    return rewrite ? "gre" : value;
  }

  /** What a reader of the plan should know. */
  Set<String> notes() {
    return notes;
  }
}
