package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.KnownFailure;
import io.kvmsdk.internal.driver.SeenFailure;
import io.kvmsdk.libvirt.LibvirtException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A failure of a real host, and how it is told. */
record Provoked(KvmException told) {
  /**
   * Makes {@code call} fail, and sees that it is recognised as {@code row}; if not, the message of
   * the assertion says how libvirt words it now.
   */
  static Provoked by(KnownFailure row, Class<? extends KvmException> type, ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).as("what becomes of %s", row).isInstanceOf(KvmException.class);
    String words = thrown.getCause() instanceof LibvirtException e ? e.problem() : "" + thrown;
    assertThat(SeenFailure.in(words).map(SeenFailure::failure))
        .as("how libvirt words %s: %s", row, words)
        .contains(row);
    KvmException told = (KvmException) thrown;
    assertThat(told).isExactlyInstanceOf(type).hasMessageContaining(words);
    assertThat(told.remedy()).get().asString().isNotEmpty().doesNotContain("{", "}");
    return new Provoked(told);
  }

  /** Sees that it is told what stood in the way. */
  Provoked with(String kind, Object name) {
    assertThat(told.obstacle().orElse(told.subject())).isEqualTo(Subject.of(kind, name));
    return this;
  }

  /** Sees that the remedy says so. */
  Provoked cured(String... words) {
    assertThat(told.remedy().orElseThrow()).contains(words);
    return this;
  }
}
