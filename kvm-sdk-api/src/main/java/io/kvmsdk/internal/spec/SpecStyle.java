package io.kvmsdk.internal.spec;

import io.kvmsdk.error.InvalidSpecException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.immutables.value.Value;

/**
 * How all specs are generated: bare nouns for reading and setting, a plural replaces, {@code addX}
 * appends; the generated classes stay out of sight behind the abstract class and its Builder.
 */
@Value.Style(
    get = "*",
    init = "*",
    add = "add*",
    addAll = "addAll*",
    put = "put*",
    putAll = "putAll*",
    with = "with*",
    depluralize = true,
    depluralizeDictionary = {
      "address:addresses",
      "graphics:graphics",
      "bios:bios",
      "chassis:chassis"
    },
    overshadowImplementation = true,
    visibility = Value.Style.ImplementationVisibility.PACKAGE,
    throwForInvalidImmutableState = InvalidSpecException.class,
    jdkOnly = true)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface SpecStyle {}
