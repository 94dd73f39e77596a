package io.kvmsdk.testkit;

import io.kvmsdk.error.FileErrors;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The files that domains of a fake host are saved to: a line that leads to the guest's memory,
 * which cannot be written down, and the domain's document.
 */
final class SavedFiles {
  private static final String MAGIC = "kvmsdk fake save ";

  private final HostFiles files;
  private final Map<UUID, GuestMemory> memories = new HashMap<>();

  SavedFiles(HostFiles files) {
    this.files = files;
  }

  /** What a file holds. */
  record Saved(GuestMemory memory, String xml) {}

  void write(String path, String text) {
    Path file = files.file(path);
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw FileErrors.explain("writing a domain's memory", file, e);
    }
  }

  void save(String path, GuestMemory memory, String xml) {
    UUID id = UUID.randomUUID();
    memories.put(id, memory);
    write(path, MAGIC + id + "\n" + xml);
  }

  Saved read(String path) {
    String[] parts = text(path).split("\n", 2);
    if (parts.length != 2 || !parts[0].startsWith(MAGIC)) {
      throw InvalidSpecException.of(Subject.of("file", path), "it is no saved domain");
    }
    UUID id = UUID.fromString(parts[0].substring(MAGIC.length()));
    return new Saved(memories.get(id), parts[1]);
  }

  private String text(String path) {
    Path file = files.file(path);
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw FileErrors.explain("reading a saved domain", file, e);
    }
  }

  boolean exists(String path) {
    return Files.exists(files.file(path));
  }

  void remove(String path) {
    Path file = files.file(path);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw FileErrors.explain("removing what was not finished", file, e);
    }
  }
}
