package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.ConnectionLostException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NoSpaceException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.libvirt.LibvirtException;
import java.lang.reflect.Field;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.libvirt.Error.ErrorNumber;

/** Which exception each of libvirt's error numbers becomes. */
class ErrorsTest {
  private static final Subject WEB = Subject.of("domain", "web");

  private static LibvirtException error(int code, int domain, int systemError) {
    return new LibvirtException(WEB, code, domain, 2, systemError, "libvirt's words");
  }

  static Stream<Arguments> typesOfCodes() {
    return Stream.of(
        Arguments.of(NotFoundException.class, ErrorCode.NO_DOMAIN),
        Arguments.of(NotFoundException.class, ErrorCode.NO_NETWORK),
        Arguments.of(NotFoundException.class, ErrorCode.NO_STORAGE_POOL),
        Arguments.of(NotFoundException.class, ErrorCode.NO_STORAGE_VOL),
        Arguments.of(AlreadyExistsException.class, ErrorCode.DOM_EXIST),
        Arguments.of(AlreadyExistsException.class, ErrorCode.STORAGE_VOL_EXIST),
        Arguments.of(ConflictException.class, ErrorCode.OPERATION_INVALID),
        Arguments.of(ConflictException.class, ErrorCode.AGENT_UNRESPONSIVE),
        Arguments.of(PermissionDeniedException.class, ErrorCode.OPERATION_DENIED),
        Arguments.of(PermissionDeniedException.class, ErrorCode.AUTH_UNAVAILABLE),
        Arguments.of(PermissionDeniedException.class, ErrorCode.ACCESS_DENIED),
        Arguments.of(UnsupportedException.class, ErrorCode.NO_SUPPORT),
        Arguments.of(UnsupportedException.class, ErrorCode.CONFIG_UNSUPPORTED),
        Arguments.of(InvalidSpecException.class, ErrorCode.XML_ERROR),
        Arguments.of(InvalidSpecException.class, ErrorCode.XML_INVALID_SCHEMA),
        Arguments.of(TimedOutException.class, ErrorCode.OPERATION_TIMEOUT),
        Arguments.of(ConnectionLostException.class, ErrorCode.RPC));
  }

  @ParameterizedTest
  @MethodSource("typesOfCodes")
  void typed_followsTheNumber(Class<? extends KvmException> type, int code) {
    LibvirtException cause = error(code, 10, 0);

    assertThat(Errors.typed(cause, true))
        .isExactlyInstanceOf(type)
        .hasCause(cause)
        .hasMessageStartingWith("domain 'web': libvirt's words");
  }

  @Test
  void typed_givesTheErrorItselfWhenNoTypeSaysMore() {
    LibvirtException internal = error(ErrorCode.INTERNAL_ERROR, 10, 0);

    assertThat(Errors.typed(internal, true)).isSameAs(internal);
    assertThat(internal)
        .hasMessage("domain 'web': libvirt's words (libvirt error 1 from domain 10)");
  }

  @Test
  void typed_takesAnyErrorOfADeadConnectionForItsLoss() {
    LibvirtException closed = error(ErrorCode.INTERNAL_ERROR, Errors.DOMAIN_RPC, 0);

    assertThat(Errors.typed(closed, false)).isInstanceOf(ConnectionLostException.class);
    assertThat(Errors.typed(closed, true)).isSameAs(closed);
  }

  @Test
  void typed_knowsTheOperatingSystemsRefusal() {
    assertThat(Errors.typed(error(ErrorCode.SYSTEM_ERROR, 18, 13), true))
        .isInstanceOf(PermissionDeniedException.class);
    assertThat(Errors.typed(error(ErrorCode.SYSTEM_ERROR, 18, 28), true))
        .isInstanceOf(NoSpaceException.class);
    assertThat(Errors.typed(error(ErrorCode.SYSTEM_ERROR, 18, 95), true))
        .isInstanceOf(UnsupportedException.class);
    assertThat(Errors.typed(error(ErrorCode.SYSTEM_ERROR, 18, 5), true))
        .isInstanceOf(LibvirtException.class);
  }

  /** libvirt-java's table was compared with libvirt's header when it was chosen. */
  @Test
  void busyPool_isToldFromWhatItsProgramsSay() {
    assertThat(Errors.busyPool(error(ErrorCode.INTERNAL_ERROR, Errors.DOMAIN_STORAGE, 0))).isTrue();
    assertThat(Errors.busyPool(error(ErrorCode.INTERNAL_ERROR, 0, 0))).isFalse();
    assertThat(Errors.busyPool(error(ErrorCode.NO_STORAGE_VOL, Errors.DOMAIN_STORAGE, 0)))
        .isFalse();
  }

  @Test
  void codes_areThoseOfLibvirtJava() throws IllegalAccessException {
    for (Field code : ErrorCode.class.getDeclaredFields()) {
      assertThat(ErrorNumber.values()[code.getInt(null)]).hasToString("VIR_ERR_" + code.getName());
    }
  }
}
