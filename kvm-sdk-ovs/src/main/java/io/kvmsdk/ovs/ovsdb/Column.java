package io.kvmsdk.ovs.ovsdb;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The column that a record's component holds, where its name is not the column's. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Column {
  /** As in the schema, for example {@code protected}, which is no name in Java. */
  String value();
}
