package io.kvmsdk.ovs.ovsdb;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A schema that has every kind of column: tables Thing, Part (whose rows need an owner), Single.
 */
public final class Kinds {
  private Kinds() {}

  /** The schema as JSON. */
  public static String text() {
    try (InputStream in = Kinds.class.getResourceAsStream("/kinds.ovsschema")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static DatabaseSchema schema() {
    try {
      return SchemaReader.read(parse(text()));
    } catch (MalformedException e) {
      throw new AssertionError(e);
    }
  }

  static Object parse(String json) {
    try (var parser = Json.parser(new StringReader(json))) {
      parser.nextToken();
      return Json.read(parser, new Json.Budget(Long.MAX_VALUE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
