package io.kvmsdk.ovs.ovsdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.CancelledException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.PermissionDeniedException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.error.TimedOutException;
import io.kvmsdk.error.UnsupportedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OvsdbExceptionTest {
  private static final Subject SERVER = Subject.of("OVSDB server", "unix:db.sock");

  private static OvsdbException with(OvsdbError error, String details) {
    return new TransactionException(SERVER, error.text(), details, -1, null);
  }

  @Test
  void inFamily_ofEachError_isTheTypeThatUsersKnow() {
    Map<OvsdbError, Class<? extends KvmException>> types = new EnumMap<>(OvsdbError.class);
    types.put(OvsdbError.UNKNOWN_DATABASE, NotFoundException.class);
    types.put(OvsdbError.CANCELED, CancelledException.class);
    types.put(OvsdbError.SYNTAX_ERROR, InvalidSpecException.class);
    types.put(OvsdbError.UNKNOWN_METHOD, UnsupportedException.class);
    types.put(OvsdbError.UNKNOWN_MONITOR, TransactionException.class);
    types.put(OvsdbError.UNKNOWN_TABLE, InvalidSpecException.class);
    types.put(OvsdbError.UNKNOWN_COLUMN, InvalidSpecException.class);
    types.put(OvsdbError.UNKNOWN_FUNCTION, InvalidSpecException.class);
    types.put(OvsdbError.UNKNOWN_MUTATOR, InvalidSpecException.class);
    types.put(OvsdbError.DUPLICATE_UUID_NAME, InvalidSpecException.class);
    types.put(OvsdbError.DUPLICATE_UUID, AlreadyExistsException.class);
    types.put(OvsdbError.CONSTRAINT_VIOLATION, InvalidSpecException.class);
    types.put(OvsdbError.REFERENTIAL_INTEGRITY_VIOLATION, ConflictException.class);
    types.put(OvsdbError.DOMAIN_ERROR, InvalidSpecException.class);
    types.put(OvsdbError.RANGE_ERROR, InvalidSpecException.class);
    types.put(OvsdbError.TIMED_OUT, TimedOutException.class);
    types.put(OvsdbError.NOT_SUPPORTED, UnsupportedException.class);
    types.put(OvsdbError.IO_ERROR, TransactionException.class);
    types.put(OvsdbError.ABORTED, TransactionException.class);
    types.put(OvsdbError.NOT_OWNER, ConflictException.class);
    types.put(OvsdbError.RESOURCES_EXHAUSTED, TransactionException.class);
    types.put(OvsdbError.PERMISSION_ERROR, PermissionDeniedException.class);
    types.put(OvsdbError.NOT_ALLOWED, PermissionDeniedException.class);
    types.put(OvsdbError.CLUSTER_ERROR, TransactionException.class);
    types.put(OvsdbError.PROTOCOL_VIOLATION, TransactionException.class);
    types.put(OvsdbError.OTHER, TransactionException.class);
    assertThat(types).containsOnlyKeys(OvsdbError.values());
    types.forEach(
        (error, type) -> {
          OvsdbException e = with(error, "some words");
          assertThat(e.kind()).isEqualTo(error);
          assertThat(e.inFamily()).as(error.text()).isExactlyInstanceOf(type);
          assertThat(e.inFamily().problem()).isEqualTo(e.problem());
          assertThat(e.inFamily() == e || e.inFamily().getCause() == e).isTrue();
        });
  }

  @Test
  void error_whenItIsUnknown_isKept() {
    OvsdbException e = new OvsdbException(SERVER, "brand new", "it failed", null);
    assertThat(e.error()).isEqualTo("brand new");
    assertThat(e.kind()).isEqualTo(OvsdbError.OTHER);
    assertThat(e.remedy()).isEmpty();
  }

  @Test
  void transactionException_whenSerialized_keepsAllButTheOperation() throws Exception {
    TransactionException e =
        new TransactionException(SERVER, "aborted", "by request", 2, new Operation.Abort());
    assertThat(e).hasMessageContaining("aborted: by request (operation 3, abort)");
    TransactionException copy = copy(e);
    assertThat(copy).hasMessage(e.getMessage());
    assertThat(copy.index()).hasValue(2);
    assertThat(copy.operation()).isEmpty();
    assertThat(copy.details()).isEqualTo("by request");
  }

  private static TransactionException copy(TransactionException e)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(e);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (TransactionException) in.readObject();
    }
  }
}
