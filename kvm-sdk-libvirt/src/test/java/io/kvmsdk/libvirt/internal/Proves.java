package io.kvmsdk.libvirt.internal;

import io.kvmsdk.internal.driver.KnownFailure;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test that makes a real host fail so, and sees that it is recognised. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Proves {
  KnownFailure[] value();
}
