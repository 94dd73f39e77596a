package io.kvmsdk.testkit;

import io.kvmsdk.domain.DomainState;
import io.kvmsdk.internal.xml.DomainXml;

/** A guest that does not go on: how it was running, and where it was. */
record GuestMemory(DomainXml live, DomainState state, GuestRun run) {
  GuestMemory as(DomainState wanted) {
    return new GuestMemory(live, wanted, run);
  }

  /** As {@code wanted}, for one that goes on from here while this stays as it is. */
  GuestMemory copy(DomainState wanted) {
    return new GuestMemory(DomainXml.parse(live.toXml()), wanted, run.copy());
  }
}
