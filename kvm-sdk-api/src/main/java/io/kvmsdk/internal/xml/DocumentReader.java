package io.kvmsdk.internal.xml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;

/**
 * Shows a document to JAXB in such a way that nothing of it is lost: what JAXB would drop gets a
 * namespace of this class's own, which {@link XmlText} takes away again.
 */
final class DocumentReader extends StreamReaderDelegate {
  /**
   * Of elements that are there again where a class has room for one, and JAXB keeps the last.
   * libvirt reads the first.
   */
  static final String AGAIN = "urn:kvmsdk:again";

  /** Of attributes as {@code xsi:type}, which JAXB takes for its own. */
  private static final String XSI = "urn:kvmsdk:xsi";

  /** libxml2's {@code xmlParserMaxDepth}: libvirt reads no deeper document either. */
  private static final int DEEPEST = 256;

  /** One element; {@code shape} is null if no class names it. */
  private record Frame(Shape shape, Set<String> seen, boolean again) {
    static final Frame UNKNOWN = new Frame(null, Set.of(), false);
    static final Frame AGAIN = new Frame(null, Set.of(), true);

    static Frame of(Class<?> type) {
      return new Frame(Shape.of(type), new HashSet<>(), false);
    }

    Frame child(String namespace, String name) {
      Shape.Child child = shape == null || namespace != null ? null : shape.child(name);
      if (child == null) {
        return UNKNOWN;
      }
      return child.once() && !seen.add(name) ? AGAIN : of(child.type());
    }
  }

  private final Class<?> type;
  private final Deque<Frame> open = new ArrayDeque<>();
  private boolean ended;

  DocumentReader(XMLStreamReader reader, Class<?> type) {
    super(reader);
    this.type = type;
  }

  /** The namespace that the document has in place of {@code shown}. */
  static String original(String shown) {
    if (AGAIN.equals(shown)) {
      return null;
    }
    return XSI.equals(shown) ? XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI : shown;
  }

  @Override
  public int next() throws XMLStreamException {
    if (ended) {
      open.pop();
    }
    int event = super.next();
    ended = event == END_ELEMENT;
    if (event == START_ELEMENT) {
      begin();
    }
    return event;
  }

  private void begin() throws XMLStreamException {
    if (open.size() == DEEPEST) {
      throw new XMLStreamException("more than " + DEEPEST + " elements in another", getLocation());
    }
    open.push(
        open.isEmpty()
            ? Frame.of(type)
            : open.peek().child(super.getNamespaceURI(), getLocalName()));
  }

  @Override
  public String getNamespaceURI() {
    return !open.isEmpty() && open.peek().again() ? AGAIN : super.getNamespaceURI();
  }

  @Override
  public String getAttributeNamespace(int index) {
    String namespace = super.getAttributeNamespace(index);
    boolean taken = XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI.equals(namespace);
    return taken && open.peek().shape() != null ? XSI : namespace;
  }
}
