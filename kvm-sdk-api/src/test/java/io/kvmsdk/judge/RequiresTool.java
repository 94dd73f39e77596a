package io.kvmsdk.judge;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the tests only where {@code command} works. Elsewhere they are skipped by name, or fail if
 * {@code -Dkvmsdk.real=required}, as CI sets it.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(RequiresTools.class)
@ExtendWith(RequiresToolCondition.class)
public @interface RequiresTool {
  /** A command that exits with 0 where the tool is there and its daemon answers. */
  String[] value();

  /** The Debian package to install. */
  String debianPackage();
}
