package io.kvmsdk.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * libvirt's way with filters: of those that answer one question any will do, and each question that
 * was answered counts.
 */
final class Filters<F extends Enum<F>> {
  private final List<List<F>> questions;

  /**
   * @param all in libvirt's order, so that the answers to one question stand together
   * @param sizes how many answers each question has
   */
  Filters(F[] all, int... sizes) {
    int[] start = {0};
    questions =
        Arrays.stream(sizes)
            .mapToObj(size -> List.of(all).subList(start[0], start[0] += size))
            .toList();
  }

  boolean accept(Set<F> wanted, Predicate<F> is) {
    return questions.stream()
        .map(answers -> answers.stream().filter(wanted::contains).toList())
        .allMatch(answers -> answers.isEmpty() || answers.stream().anyMatch(is));
  }
}
