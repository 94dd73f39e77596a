package io.kvmsdk.internal.xml;

import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlElements;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The child elements that a class of this package names. */
final class Shape {
  private static final ClassValue<Shape> OF =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return new Shape(type);
        }
      };

  /**
   * A child element.
   *
   * @param once whether the class has room for one only
   */
  record Child(Class<?> type, boolean once) {}

  private final Map<String, Child> children = new HashMap<>();

  private Shape(Class<?> type) {
    for (Class<?> c = type; c != OpenXml.class && c != Object.class; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          add(field);
        }
      }
    }
  }

  private void add(Field field) {
    boolean once = field.getType() != List.class;
    Class<?> type = once ? field.getType() : elementType(field);
    XmlElements choice = field.getAnnotation(XmlElements.class);
    if (choice == null) {
      children.put(name(field, field.getAnnotation(XmlElement.class)), new Child(type, once));
    } else {
      for (XmlElement element : choice.value()) {
        children.put(name(field, element), new Child(element.type(), once));
      }
    }
  }

  private static Class<?> elementType(Field list) {
    return (Class<?>) ((ParameterizedType) list.getGenericType()).getActualTypeArguments()[0];
  }

  private static String name(Field field, XmlElement annotation) {
    boolean named = annotation != null && !annotation.name().equals("##default");
    return named ? annotation.name() : field.getName();
  }

  static Shape of(Class<?> type) {
    return OF.get(type);
  }

  /** The child that is called {@code name} in no namespace; null where the class names none. */
  Child child(String name) {
    return children.get(name);
  }
}
