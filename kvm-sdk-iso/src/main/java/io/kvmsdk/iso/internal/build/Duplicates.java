package io.kvmsdk.iso.internal.build;

import io.kvmsdk.iso.internal.patch.Content;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds files of equal content. Nothing is read of a file that no other equals in size, and only
 * the beginning of one that no other equals there.
 */
final class Duplicates {
  private static final long BEGINNING = 1 << 16;
  private static final int CHUNK = 1 << 20;

  private Duplicates() {}

  /** Each file that equals an earlier one, and that earlier one. */
  static Map<NewNode, NewNode> of(List<NewNode> files) {
    List<List<NewNode>> groups = split(List.of(files), f -> f.content().size());
    groups = split(groups, f -> sha256(f.content(), BEGINNING));
    groups = split(groups, f -> large(f) ? sha256(f.content(), Long.MAX_VALUE) : "");
    Map<NewNode, NewNode> first = new HashMap<>();
    for (List<NewNode> group : groups) {
      group.subList(1, group.size()).forEach(twin -> first.put(twin, group.get(0)));
    }
    return first;
  }

  /** 64 hex digits, of no more than the first {@code most} bytes. */
  private static String sha256(Content content, long most) {
    MessageDigest digest = newSha256();
    long end = Math.min(content.size(), most);
    byte[] chunk = new byte[(int) Math.min(end, CHUNK)];
    for (long at = 0; at < end; at += chunk.length) {
      int length = (int) Math.min(chunk.length, end - at);
      content.read(at, ByteBuffer.wrap(chunk, 0, length));
      digest.update(chunk, 0, length);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static boolean large(NewNode file) {
    return file.content().size() > BEGINNING;
  }

  /** Splits each group by a key; what is alone then is left out. */
  private static List<List<NewNode>> split(
      List<List<NewNode>> groups, Function<NewNode, Object> key) {
    List<List<NewNode>> finer = new ArrayList<>();
    for (List<NewNode> group : groups) {
      group.stream().collect(Collectors.groupingBy(key)).values().stream()
          .filter(g -> g.size() > 1)
          .forEach(finer::add);
    }
    return finer;
  }
}
