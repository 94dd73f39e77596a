package io.kvmsdk.unattended;

import java.util.Objects;

/**
 * How the disk is divided. All that was on it is lost.
 *
 * @param method partman's word: {@code regular}, {@code lvm} or {@code crypto}
 * @param recipe the name of the recipe to choose
 * @param expertRecipe that recipe's text, empty where the installer knows it
 */
public record Partitioning(String method, String recipe, String expertRecipe) {
  public Partitioning {
    Objects.requireNonNull(method);
    Objects.requireNonNull(recipe);
    Objects.requireNonNull(expertRecipe);
  }

  /** One file system for everything, and swap. */
  public static Partitioning atomic() {
    return new Partitioning("regular", "atomic", "");
  }

  /** As {@link #atomic}, on logical volumes that fill the disk. */
  public static Partitioning lvm() {
    return new Partitioning("lvm", "atomic", "");
  }

  /**
   * The user's own recipe, in the language of partman-auto-recipe.txt (package debian-installer).
   *
   * @param method {@code regular}, {@code lvm} or {@code crypto}
   * @param recipe may have several lines, ended by a backslash or not; begins {@code name ::}
   */
  public static Partitioning expert(String method, String recipe) {
    String oneLine = recipe.replaceAll("\\\\\\R", " ").strip().replaceAll("\\s+", " ");
    int end = oneLine.indexOf("::");
    return new Partitioning(method, end < 0 ? "" : oneLine.substring(0, end).strip(), oneLine);
  }
}
