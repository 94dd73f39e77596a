package io.kvmsdk.qcow2;

/** One thing that a {@link QcowCheck} found wrong. */
public sealed interface QcowFinding {
  /** Where in the file: the cluster concerned, or the table entry. */
  long offset();

  /** Whether it endangers data; a leak only wastes space. */
  default boolean corruption() {
    return !(this instanceof Leak);
  }

  /** A cluster is counted more often than it is used. */
  record Leak(long offset, long recorded, long references) implements QcowFinding {
    @Override
    public String toString() {
      return "leaked: the cluster at byte %d is counted %s times, and used %d times"
          .formatted(offset, Long.toUnsignedString(recorded), references);
    }
  }

  /** A cluster is used more often than it is counted, so that it will be overwritten. */
  record Undercounted(long offset, long recorded, long references) implements QcowFinding {
    @Override
    public String toString() {
      return "undercounted: the cluster at byte %d is counted %s times, and used %d times"
          .formatted(offset, Long.toUnsignedString(recorded), references);
    }
  }

  /**
   * A table entry's bit COPIED says otherwise than the count of the cluster that it points to.
   *
   * @param offset of the entry
   */
  record WrongCopied(long offset, long entry, long recorded) implements QcowFinding {
    @Override
    public String toString() {
      return "the entry 0x%x at byte %d has its bit COPIED wrong: the cluster is counted %s times"
          .formatted(entry, offset, Long.toUnsignedString(recorded));
    }
  }

  /** An entry breaks a rule of the format, or points to where nothing can be. */
  record Broken(long offset, String problem) implements QcowFinding {
    @Override
    public String toString() {
      return "at byte %d: %s".formatted(offset, problem);
    }
  }
}
