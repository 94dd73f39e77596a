package io.kvmsdk.internal.xml;

import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.spec.Validation;
import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.JAXBElement;
import jakarta.xml.bind.JAXBException;
import java.io.StringReader;
import java.util.List;
import javax.xml.namespace.QName;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.transform.dom.DOMResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** Turns text into the classes of this package and back. */
final class Xml {
  private Xml() {}

  /**
   * Made on first use, one for each class: some 200 ms for the first, that load JAXB, and a few for
   * each other. They serve every thread.
   */
  private static final ClassValue<JAXBContext> CONTEXTS =
      new ClassValue<>() {
        @Override
        protected JAXBContext computeValue(Class<?> type) {
          return context(type);
        }
      };

  /** JAXB looks for its runtime through the thread's class loader, which may see nothing. */
  private static JAXBContext context(Class<?> type) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Xml.class.getClassLoader());
    try {
      return JAXBContext.newInstance(type);
    } catch (JAXBException e) {
      throw new IllegalStateException("the JAXB runtime is missing or does not fit", e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * Reads a document.
   *
   * @param root the name of its root element
   * @throws InvalidSpecException if it is malformed, declares a document type or is another
   *     document
   */
  static <T> T read(Class<T> type, String root, String xml) {
    Subject subject = Subject.of("libvirt document", root);
    try {
      XMLStreamReader reader =
          new DocumentReader(
              inputFactory().createXMLStreamReader(new StringReader(withoutMark(xml))), type);
      while (reader.next() != XMLStreamConstants.START_ELEMENT) {
        if (reader.getEventType() == XMLStreamConstants.DTD) {
          throw malformed(subject, "has a document type, which is not allowed", reader, null);
        }
      }
      if (!reader.getLocalName().equals(root) || reader.getNamespaceURI() != null) {
        String problem = "begins with <%s>, not <%s>".formatted(reader.getLocalName(), root);
        throw malformed(subject, problem, reader, null);
      }
      T document = CONTEXTS.get(type).createUnmarshaller().unmarshal(reader, type).getValue();
      while (reader.hasNext()) {
        reader.next();
      }
      return document;
    } catch (XMLStreamException e) {
      throw malformed(subject, e);
    } catch (JAXBException e) {
      if (e.getLinkedException() instanceof XMLStreamException cause) {
        throw malformed(subject, cause);
      }
      throw new IllegalStateException("JAXB does not take libvirt's <" + root + ">", e);
    }
  }

  /** A byte order mark is no part of the text; files of Windows programs begin with it. */
  private static String withoutMark(String xml) {
    return xml.startsWith("\uFEFF") ? xml.substring(1) : xml;
  }

  private static XMLInputFactory inputFactory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    // From JDK 24 on they are 100 and 200, less than libvirt reads. How deep it may be,
    // DocumentReader says.
    factory.setProperty("jdk.xml.maxElementDepth", "0");
    factory.setProperty("jdk.xml.elementAttributeLimit", "10000");
    return factory;
  }

  private static InvalidSpecException malformed(Subject subject, XMLStreamException e) {
    String reason = e.getMessage().replaceFirst("(?s)^ParseError.*?Message: ", "").strip();
    return malformed(subject, "is not well-formed XML (" + reason + ")", e.getLocation(), e);
  }

  private static InvalidSpecException malformed(
      Subject subject, String problem, XMLStreamReader reader, Throwable cause) {
    return malformed(subject, problem, reader.getLocation(), cause);
  }

  private static InvalidSpecException malformed(
      Subject subject, String problem, Location at, Throwable cause) {
    String where = " at %d:%d".formatted(at.getLineNumber(), at.getColumnNumber());
    return new InvalidSpecException(subject, List.of(problem + where), cause);
  }

  /** Reads a tree, as text: JAXB alone would lose of it what {@link DocumentReader} keeps. */
  static <T> T read(Class<T> type, Element tree) {
    return read(type, tree.getTagName(), XmlText.fragment(tree));
  }

  /** Another of the same content. */
  static <T extends OpenXml> T copy(Class<T> type, T document) {
    return read(type, tree(document));
  }

  /** The document with the raw XML of its spec added. */
  static <T extends OpenXml> T with(List<String> raw, Class<T> type, T document) {
    if (raw.isEmpty()) {
      return document;
    }
    Element tree = tree(document);
    RawXml.add(tree, fragments(raw));
    return read(type, tree);
  }

  /** The document or element, whose class has an XML root element, as a tree. */
  static Element tree(OpenXml document) {
    DOMResult result = new DOMResult();
    try {
      CONTEXTS.get(document.getClass()).createMarshaller().marshal(document, result);
    } catch (JAXBException e) {
      throw new IllegalStateException("JAXB cannot write " + document.getClass(), e);
    }
    return ((Document) result.getNode()).getDocumentElement();
  }

  /** Whether there is nothing in the element. */
  static boolean isEmpty(OpenXml element) {
    Element tree = tree(element, "element");
    return tree.getFirstChild() == null && tree.getAttributes().getLength() == 0;
  }

  /** The element as a tree, under that name. */
  static <T extends OpenXml> Element tree(T element, String name) {
    @SuppressWarnings("unchecked") // it is an instance of that class
    Class<T> type = (Class<T>) element.getClass();
    DOMResult result = new DOMResult();
    try {
      CONTEXTS
          .get(type)
          .createMarshaller()
          .marshal(new JAXBElement<>(new QName(name), type, element), result);
    } catch (JAXBException e) {
      throw new IllegalStateException("JAXB cannot write " + type, e);
    }
    return ((Document) result.getNode()).getDocumentElement();
  }

  /** Raw XML of a spec, whose builder has seen to it that it is well-formed. */
  static List<Element> fragments(List<String> raw) {
    return raw.stream().map(Xml::fragment).toList();
  }

  private static Element fragment(String raw) {
    try {
      return Validation.element(raw);
    } catch (SAXException e) {
      throw new InvalidSpecException(Subject.of("raw XML", raw), List.of("is not well-formed"), e);
    }
  }
}
