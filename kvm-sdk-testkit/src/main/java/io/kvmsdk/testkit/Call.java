package io.kvmsdk.testkit;

/**
 * A call that changed something on a fake host, or was to.
 *
 * @param target the object's name; {@code pool/volume} for a volume
 */
public record Call(Operation operation, String target) {
  @Override
  public String toString() {
    return operation + " " + target;
  }
}
