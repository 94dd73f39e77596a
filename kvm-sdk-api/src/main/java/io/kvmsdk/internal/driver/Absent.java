package io.kvmsdk.internal.driver;

import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import java.net.URI;
import java.util.stream.Stream;

/** An object that was asked for by its name, and that the host does not have. */
record Absent(String kind, Object name, URI host) {
  /** With the names of those that it has. */
  NotFoundException among(Stream<String> names) {
    return error("There are: " + names.toList());
  }

  NotFoundException error(String remedy) {
    return new NotFoundException(
        Subject.of(kind, name), "there is no such " + kind + " on " + host, remedy);
  }
}
