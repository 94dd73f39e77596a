package io.kvmsdk.internal.driver;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.xml.NetworkXml;
import java.util.Optional;

/**
 * A new network's bridge, where libvirt is to name it. It looks for a free name and takes it only
 * later, so that networks made at one moment can get the same; just one of those ever starts.
 */
record BridgeChoice(NetworkDriver calls, String document) {
  /** Among others that choose just as often, who fails so often is not in a race. */
  private static final int MOST_TRIES = 20;

  /** Starts a transient network; where another one's bridge came first, with the next name. */
  ObjectRef create() {
    for (int tries = 1; ; tries++) {
      try {
        return calls.create(document);
      } catch (ConflictException e) {
        if (!left() || !bridgeTaken(e) || tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private static boolean bridgeTaken(ConflictException e) {
    return e.obstacle().map(Subject::kind).equals(Optional.of("bridge"));
  }

  /** Has the defined network's bridge named anew for as long as another network has it, too. */
  void settle(ObjectRef network) {
    for (int tries = 1; tries < MOST_TRIES && left() && shared(network); tries++) {
      calls.define(document);
    }
  }

  private boolean left() {
    return NetworkXml.parse(document).bridge().isEmpty();
  }

  private boolean shared(ObjectRef network) {
    Optional<String> own = NetworkXml.parse(calls.definitionXml(network.uuid())).bridge();
    return own.isPresent()
        && calls.list().stream()
            .filter(other -> !other.uuid().equals(network.uuid()))
            .anyMatch(other -> bridge(other).equals(own));
  }

  private Optional<String> bridge(ObjectRef network) {
    try {
      return NetworkXml.parse(calls.xml(network.uuid())).bridge();
    } catch (NotFoundException vanished) {
      return Optional.empty();
    }
  }
}
