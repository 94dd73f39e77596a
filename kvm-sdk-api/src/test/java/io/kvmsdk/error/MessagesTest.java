package io.kvmsdk.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A bare stack trace tells what failed, on what, and what to do. */
class MessagesTest {
  private static final Path FILE = Path.of("images", "a.qcow2");

  @Test
  void message_whenAllIsKnown_holdsSubjectProblemAndRemedy() {
    KvmException e =
        new NotFoundException(Subject.of("domain", "web"), "there is none", "Define it first");
    assertThat(e).hasMessage("domain 'web': there is none. Define it first");
    assertThat(e.problem()).isEqualTo("there is none");
    assertThat(e.remedy()).contains("Define it first");
  }

  @Test
  void message_whenThereIsNoSubjectAndNoRemedy_isTheProblemAlone() {
    KvmException e = new KvmException(Subject.NONE, "it failed", "");
    assertThat(e).hasMessage("it failed");
    assertThat(e.remedy()).isEmpty();
  }

  @Test
  void message_whenTheSubjectHasNoName_saysItsKind() {
    assertThat(new KvmException(Subject.of("disk", ""), "is full", "")).hasMessage("disk: is full");
  }

  @Test
  void invalidSpec_tellsAllProblems() {
    InvalidSpecException e =
        new InvalidSpecException(Subject.of("domain", "web"), List.of("no memory", "no disk"));
    assertThat(e).hasMessage("domain 'web': no memory; no disk");
    assertThat(e.problems()).containsExactly("no memory", "no disk");
  }

  @Test
  void retryable_onlyWhereNothingNeedsToChange() {
    Subject s = Subject.NONE;
    assertThat(new TimedOutException(s, "p", "").retryable()).isTrue();
    assertThat(new ConnectionLostException(s, "p", "").retryable()).isTrue();
    assertThat(new CancelledException(s, "p", "").retryable()).isTrue();
    assertThat(new NotFoundException(s, "p", "").retryable()).isFalse();
    assertThat(new ConflictException(s, "p", "").retryable()).isFalse();
  }

  @Test
  void explain_ofAFileError_isTheSdksOwnKind() {
    assertThat(explain(new NoSuchFileException("x"))).isInstanceOf(NotFoundException.class);
    assertThat(explain(new NotDirectoryException("x"))).isInstanceOf(NotFoundException.class);
    assertThat(explain(new AccessDeniedException("x")))
        .isInstanceOf(PermissionDeniedException.class);
    assertThat(explain(new FileAlreadyExistsException("x")))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(explain(new ClosedByInterruptException())).isInstanceOf(CancelledException.class);
  }

  @Test
  void explain_ofAnyOtherError_saysWhatTheSystemSaid() {
    IOException cause = new IOException("No space left on device");
    assertThat(explain(cause))
        .hasMessage("file '" + FILE + "': writing failed: No space left on device")
        .hasCause(cause);
    assertThat(explain(new IOException())).hasMessageEndingWith("writing failed: IOException");
  }

  private static KvmException explain(IOException cause) {
    return FileErrors.explain("writing", FILE, cause);
  }
}
