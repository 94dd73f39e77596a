package io.kvmsdk.iso.internal.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Follows symbolic links inside of an image; none can lead out of it. */
public final class LinkResolver {
  /** As Linux: what needs more is taken for a loop. */
  private static final int MAX_LINKS = 40;

  private final PathLookup lookup;

  public LinkResolver(PathLookup lookup) {
    this.lookup = lookup;
  }

  /** What a path leads to in the end, links in any place followed; empty if to nothing. */
  public Optional<Node> resolve(String path) {
    Deque<String> todo = new ArrayDeque<>(names(path));
    List<String> done = new ArrayList<>();
    int links = 0;
    while (!todo.isEmpty()) {
      String name = todo.pop();
      if (name.equals("..")) {
        done.subList(Math.max(0, done.size() - 1), done.size()).clear();
        continue;
      }
      done.add(name);
      Optional<Node> node = lookup.find(done);
      if (node.isEmpty()) {
        return node;
      }
      if (node.get().link()) {
        if (++links > MAX_LINKS) {
          return Optional.empty();
        }
        follow(node.get().attributes().linkTarget(), todo, done);
      }
    }
    return lookup.find(done);
  }

  private static void follow(String target, Deque<String> todo, List<String> done) {
    done.remove(done.size() - 1);
    if (target.startsWith("/")) {
      done.clear();
    }
    List<String> names = names(target);
    for (int i = names.size() - 1; i >= 0; i--) {
      todo.push(names.get(i));
    }
  }

  private static List<String> names(String path) {
    return Arrays.stream(path.split("/")).filter(n -> !n.isEmpty() && !n.equals(".")).toList();
  }
}
