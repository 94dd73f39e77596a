package io.kvmsdk.testkit;

import io.kvmsdk.internal.xml.CharacterDeviceXml;
import io.kvmsdk.internal.xml.DomainXml;

/** The place of a domain's guest agent: who answers there, and how the document shows it. */
final class AgentPort {
  /** Of a guest whose script has none. */
  private final FakeAgent own;

  AgentPort(String domain) {
    own = FakeAgent.create().hostname(domain);
  }

  FakeAgent agent(GuestRun run) {
    return run.script().agent().orElse(own);
  }

  /** As libvirt does, tells in {@code document} whether somebody in the guest has it open. */
  static void tellState(DomainXml document, GuestRun run) {
    boolean open = run != null && run.agentUp();
    document.channels().stream()
        .filter(CharacterDeviceXml::isGuestAgent)
        .forEach(channel -> channel.connected(open));
  }

  /** Whether {@code document} has one. */
  static boolean in(DomainXml document) {
    return document.channels().stream().anyMatch(CharacterDeviceXml::isGuestAgent);
  }
}
