package io.kvmsdk.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LastWordTest {
  private final LastWord word = LastWord.random();

  /** In pieces of any size, as a pipe gives them. */
  private LastWord.Output read(byte[] output, String behind, int mostAtOnce) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(output);
    all.write(behind.getBytes(StandardCharsets.UTF_8));
    InputStream pieces =
        new ByteArrayInputStream(all.toByteArray()) {
          @Override
          public synchronized int read(byte[] to, int offset, int length) {
            return super.read(to, offset, Math.min(length, mostAtOnce));
          }
        };
    return word.read(pieces);
  }

  @Test
  void read_endsAtTheLastWord_howeverItIsCut() throws IOException {
    byte[] output = new byte[200_000];
    new Random(1).nextBytes(output);
    for (int mostAtOnce : new int[] {1, 7, 65_536, 1 << 20}) {
      LastWord.Output read = read(output, word.token() + "137\nfrom others", mostAtOnce);

      assertThat(read.bytes()).isEqualTo(output);
      assertThat(read.truncated()).isFalse();
      assertThat(read.exitCode()).hasValue(137);
    }
  }

  @Test
  void read_findsTheLastWord_wherePiecesEndInIt() throws IOException {
    for (int length = 65_400; length < 65_600; length++) {
      assertThat(read(new byte[length], word.token() + "0\n", 65_536).bytes()).hasSize(length);
    }
  }

  @Test
  void read_withoutTheLastWord_hasNoExitCode() throws IOException {
    for (String behind : new String[] {"", word.token(), word.token() + "0", "kvmsdk-exited-0\n"}) {
      LastWord.Output read = read(new byte[] {1, 2}, behind, 5);

      assertThat(read.exitCode()).isEmpty();
      assertThat(read.bytes()).hasSize(2 + behind.length());
    }
  }

  @Test
  void read_keepsTheFirst16MiB_andReadsOn() throws IOException {
    int most = 16 << 20;

    assertThat(read(new byte[most], word.token() + "0\n", 1 << 16).truncated()).isFalse();
    LastWord.Output read = read(new byte[most + 1], word.token() + "0\n", 1 << 16);

    assertThat(read.truncated()).isTrue();
    assertThat(read.bytes()).hasSize(most);
    assertThat(read.exitCode()).hasValue(0);
  }
}
