package io.kvmsdk.iso.internal.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Finds what a path means to a process whose root is that of the image: an absolute link starts
 * there, and its parent is itself.
 */
public final class LinkResolver {
  /** As Linux: what needs more is taken for a loop (path_resolution(7)). */
  private static final int MAX_LINKS = 40;

  private final PathLookup lookup;

  public LinkResolver(PathLookup lookup) {
    this.lookup = lookup;
  }

  /** How a search ended. */
  public enum Outcome {
    FOUND,
    MISSING,
    /** Something goes on below what is no folder. */
    NO_FOLDER,
    LOOP
  }

  /**
   * What was found.
   *
   * @param way the nodes from below the root to the last; none for the root
   */
  public record Found(Outcome outcome, List<Node> way) {}

  /** What a path leads to in the end, links in any place followed; empty if to nothing. */
  public Optional<Node> resolve(String path) {
    Found found = find(names(path), true);
    return found.outcome() == Outcome.FOUND ? Optional.of(last(found.way())) : Optional.empty();
  }

  /** The end of a way. */
  public Node last(List<Node> way) {
    return way.isEmpty() ? lookup.root() : way.get(way.size() - 1);
  }

  /**
   * Goes from the root along {@code names}, among which may be {@code .} and {@code ..}.
   *
   * @param follow whether a link at the end is followed; those before the end always are
   */
  public Found find(List<String> names, boolean follow) {
    Search search = new Search(names, follow);
    while (search.outcome == Outcome.FOUND && !search.ahead.isEmpty()) {
      search.step(search.ahead.pop());
    }
    return new Found(search.outcome, search.way);
  }

  /** The names in a path, without empty ones. */
  public static List<String> names(String path) {
    return Arrays.stream(path.split("/")).filter(n -> !n.isEmpty()).toList();
  }

  /** One search on its way. */
  private final class Search {
    private final Deque<String> ahead;
    private final boolean follow;
    private final List<Node> way = new ArrayList<>();
    private Outcome outcome = Outcome.FOUND;
    private int links;

    Search(List<String> names, boolean follow) {
      this.ahead = new ArrayDeque<>(names);
      this.follow = follow;
    }

    void step(String name) {
      if (!last(way).directory()) {
        outcome = Outcome.NO_FOLDER;
      } else if (name.equals("..")) {
        way.subList(Math.max(0, way.size() - 1), way.size()).clear();
      } else if (!name.equals(".")) {
        lookup.child(last(way), name).ifPresentOrElse(this::enter, () -> outcome = Outcome.MISSING);
      }
    }

    private void enter(Node node) {
      if (node.link() && (follow || !ahead.isEmpty())) {
        followLink(node.attributes().linkTarget());
      } else {
        way.add(node);
      }
    }

    private void followLink(String target) {
      if (target.isEmpty()) {
        outcome = Outcome.MISSING;
      } else if (++links > MAX_LINKS) {
        outcome = Outcome.LOOP;
      } else if (target.startsWith("/")) {
        way.clear();
      }
      List<String> names = names(target);
      for (int i = names.size() - 1; i >= 0; i--) {
        ahead.push(names.get(i));
      }
    }
  }
}
