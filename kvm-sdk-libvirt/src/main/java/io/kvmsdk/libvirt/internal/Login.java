package io.kvmsdk.libvirt.internal;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.kvmsdk.Credentials;
import java.nio.charset.StandardCharsets;

/** Answers what a host asks when one connects: a {@code struct _virConnectAuth}. */
final class Login {
  /** {@code virConnectAuthCallbackPtr}. */
  interface Ask extends Callback {
    int answer(Pointer credentials, int count, Pointer data);
  }

  // enum virConnectCredentialType
  private static final int USERNAME = 1;
  private static final int AUTHNAME = 2;
  private static final int PASSPHRASE = 5;
  private static final int NOECHOPROMPT = 7;
  private static final int[] ANSWERED = {USERNAME, AUTHNAME, PASSPHRASE, NOECHOPROMPT};

  /** Of {@code struct _virConnectCredential}. */
  private static final int CREDENTIAL_SIZE = 48;

  private static final int RESULT = 32;
  private static final int RESULT_LENGTH = 40;

  private final Credentials credentials;
  private final Ask ask = (questions, count, data) -> answer(questions, count);
  private final Memory types = new Memory((long) ANSWERED.length * Integer.BYTES);
  private final Memory auth = new Memory(4L * Long.BYTES);

  /** Must stay reachable while libvirt connects. */
  Login(Credentials credentials) {
    this.credentials = credentials;
    types.write(0, ANSWERED, 0, ANSWERED.length);
    auth.clear();
    auth.setPointer(0, types);
    auth.setInt(8, ANSWERED.length);
    auth.setPointer(16, CallbackReference.getFunctionPointer(ask));
  }

  Pointer auth() {
    return auth;
  }

  /** libvirt frees the results. */
  private int answer(Pointer questions, int count) {
    for (int i = 0; i < count; i++) {
      Pointer question = questions.share((long) i * CREDENTIAL_SIZE);
      int type = question.getInt(0);
      byte[] result = text(type).getBytes(StandardCharsets.UTF_8);
      question.setPointer(RESULT, copy(result));
      question.setInt(RESULT_LENGTH, result.length);
    }
    return 0;
  }

  private String text(int type) {
    boolean name = type == USERNAME || type == AUTHNAME;
    return name ? credentials.user() : credentials.password().reveal();
  }

  private static Pointer copy(byte[] text) {
    Pointer copy = new Pointer(Native.malloc(text.length + 1L));
    copy.write(0, text, 0, text.length);
    copy.setByte(text.length, (byte) 0);
    return copy;
  }
}
