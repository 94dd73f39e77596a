package io.kvmsdk.libvirt.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** One that stands in for a part of a driver, as to do what somebody else does just then. */
final class StandIn {
  private StandIn() {}

  /** What becomes of a call. */
  @FunctionalInterface
  interface Call {
    Object make(Method method, Object[] arguments) throws ReflectiveOperationException;
  }

  static <T> T of(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return call.make(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
