package io.kvmsdk.testkit.ovsdb;

import java.util.LinkedHashMap;
import java.util.Map;

/** An error as ovsdb-server says it (RFC 7047, 3.1: {@code <error>}). */
final class OvsdbFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String error;
  private final String syntax;

  private OvsdbFailure(String error, String details, String syntax) {
    super(details);
    this.error = error;
    this.syntax = syntax;
  }

  static OvsdbFailure of(String error, String details, Object... arguments) {
    return new OvsdbFailure(error, String.format(details, arguments), null);
  }

  /** An error about {@code json}, which it quotes. */
  static OvsdbFailure about(Object json, String error, String details, Object... arguments) {
    return new OvsdbFailure(error, String.format(details, arguments), JsonWriter.sorted(json));
  }

  static OvsdbFailure syntax(Object json, String details, Object... arguments) {
    return about(json, "syntax error", details, arguments);
  }

  static OvsdbFailure constraint(String details, Object... arguments) {
    return of("constraint violation", details, arguments);
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    if (syntax != null) {
      json.put("syntax", syntax);
    }
    json.put("details", getMessage());
    json.put("error", error);
    return json;
  }
}
