package io.kvmsdk.internal.xml;

import io.kvmsdk.domain.DomainSpec;
import io.kvmsdk.error.InvalidSpecException;
import java.util.List;
import org.w3c.dom.Element;

/** A part of a domain's spec, and the elements outside of its devices that say it. */
@SuppressWarnings("ClassInitializationDeadlock") // nobody else names the parts
interface DomainPart {
  List<DomainPart> ALL =
      List.of(
          new MetadataPart(),
          new MemoryPart(),
          new TuningPart(),
          new SmbiosPart(),
          new BootPart(),
          new CpuPart(),
          new LabelPart());

  /** Adds what the spec says of it; nothing where it says nothing. */
  void write(DomainSpec spec, DomainXml to);

  /** Sets what the document says of it. */
  void read(DomainXml from, DomainSpec.Builder to);

  /**
   * Sets what {@code document} says of it, unless a spec that says it would say more than that.
   *
   * @param base a spec of what is known already
   */
  default void readWhole(DomainXml document, DomainSpec base, DomainSpec.Builder to) {
    try {
      DomainSpec.Builder alone = base.toBuilder();
      read(document, alone);
      DomainXml written = new DomainXml();
      write(alone.build(), written);
      Element part = Xml.tree(written);
      if (RawXml.rest(part, Xml.tree(document)).isEmpty()) {
        read(document, to);
      }
    } catch (InvalidSpecException beyondSpecs) {
      // Stays raw XML
    }
  }
}
