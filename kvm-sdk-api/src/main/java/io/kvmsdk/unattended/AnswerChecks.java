package io.kvmsdk.unattended;

import io.kvmsdk.unattended.AnswerFile.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** What surely is wrong with answers that someone wrote by hand. */
final class AnswerChecks {
  /** cloud-init takes user data for what its first line says. */
  private static final String USER_DATA = "#cloud-config";

  private static final Pattern AUTOINSTALL = Pattern.compile("(?m)^autoinstall:");
  private static final Pattern VERSION = Pattern.compile("(?m)^version:");
  private static final Pattern DISK = Pattern.compile("(?m)^\\s*(export\\s+)?DISKOPTS=");

  private AnswerChecks() {}

  static List<String> problems(Kind kind, String text) {
    if (text.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
      return List.of("there is no answer in it");
    }
    if (text.indexOf('\0') >= 0) {
      return List.of("it has a NUL character, which no text has");
    }
    return switch (kind) {
      case AUTOINSTALL -> autoinstall(text);
      case KICKSTART -> kickstart(text);
      case AUTOYAST -> autoyast(text);
      case ALPINE ->
          DISK.matcher(text).find()
              ? List.of()
              : List.of("DISKOPTS must be set, or setup-alpine asks for the disk");
      case PRESEED -> List.of();
    };
  }

  private static List<String> autoinstall(String text) {
    boolean wrapped = AUTOINSTALL.matcher(text).find();
    if (text.startsWith(USER_DATA) && !wrapped) {
      return List.of("user data for the installer must have the key 'autoinstall:'");
    }
    return wrapped || VERSION.matcher(text).find()
        ? List.of()
        : List.of("it must have the key 'autoinstall:', or 'version:' at its top level");
  }

  /** The three forms that Ubuntu's installer reads on its several ways, in that for cloud-init. */
  static String asUserData(String text) {
    if (text.startsWith(USER_DATA)) {
      return text;
    }
    return AUTOINSTALL.matcher(text).find()
        ? USER_DATA + "\n" + text
        : USER_DATA + "\nautoinstall:\n" + text.replaceAll("(?m)^(?=.)", "  ");
  }

  /** Sections end with %end; within one, what looks like the start of another is a script's. */
  private static List<String> kickstart(String text) {
    List<String> problems = new ArrayList<>();
    String open = "";
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      String word = line.strip().split("\\s+", 2)[0];
      if (word.equals("%end")) {
        if (open.isEmpty()) {
          problems.add("line " + number + ": %end ends no section");
        }
        open = "";
      } else if (open.isEmpty()
          && word.startsWith("%")
          && !word.equals("%include")
          && !word.equals("%ksappend")) {
        open = "line " + number + ": " + word + " has no %end";
      }
    }
    if (!open.isEmpty()) {
      problems.add(open);
    }
    return problems;
  }

  private static List<String> autoyast(String text) {
    try {
      String root =
          parser()
              .parse(new InputSource(new StringReader(text)))
              .getDocumentElement()
              .getLocalName();
      return root.equals("profile")
          ? List.of()
          : List.of("its element is <" + root + ">; AutoYaST reads a <profile>");
    } catch (SAXException e) {
      return List.of("it is not well-formed XML: " + e.getMessage());
    } catch (ParserConfigurationException | IOException e) {
      throw new IllegalStateException("this JVM's XML parser cannot be set up", e);
    }
  }

  /** Profiles have a document type, as YaST writes it, but nothing is fetched for it. */
  private static DocumentBuilder parser() throws ParserConfigurationException {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
    factory.setExpandEntityReferences(false);
    DocumentBuilder builder = factory.newDocumentBuilder();
    builder.setErrorHandler(new DefaultHandler());
    return builder;
  }
}
