package io.kvmsdk.libvirt.internal;

import java.io.StringReader;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Who a document of libvirt's is about.
 *
 * @param name empty if the document is broken or has none
 */
record DocumentIdentity(String name, Optional<UUID> uuid) {
  private static final Pattern UUID_FORM =
      Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

  /** A document that cannot be read has no identity; libvirt will say what is wrong with it. */
  static DocumentIdentity of(String xml) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    try {
      return read(factory.createXMLStreamReader(new StringReader(xml)));
    } catch (XMLStreamException broken) {
      return new DocumentIdentity("", Optional.empty());
    }
  }

  private static DocumentIdentity read(XMLStreamReader reader) throws XMLStreamException {
    String name = "";
    String uuid = "";
    int depth = 0;
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      } else if (event == XMLStreamConstants.START_ELEMENT) {
        boolean identity = depth == 1;
        if (identity && reader.getLocalName().equals("name")) {
          name = reader.getElementText();
        } else if (identity && reader.getLocalName().equals("uuid")) {
          uuid = reader.getElementText().strip();
        } else {
          depth++;
        }
      }
    }
    return new DocumentIdentity(name, parse(uuid));
  }

  private static Optional<UUID> parse(String uuid) {
    return UUID_FORM.matcher(uuid).matches()
        ? Optional.of(UUID.fromString(uuid))
        : Optional.empty();
  }
}
