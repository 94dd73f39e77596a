package io.kvmsdk.change;

import io.kvmsdk.error.Subject;
import java.util.Objects;

/**
 * Why a plan cannot be carried out as things are.
 *
 * @param subject what stands in the way
 * @param what what is wrong with it, as "is not there"
 * @param remedy what to do about it, as "share it, or copy it there"; empty where nothing is known
 */
public record Problem(Subject subject, String what, String remedy) {
  public Problem {
    Objects.requireNonNull(subject);
    Objects.requireNonNull(what);
    Objects.requireNonNull(remedy);
  }

  @Override
  public String toString() {
    return subject + " " + what + (remedy.isEmpty() ? "" : ": " + remedy);
  }
}
