package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.ConsoleDriver.Line;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private final ConflictException gone =
      new ConflictException(Subject.of("console", "web"), "is gone", "");

  private final Arrivals arrivals = new Arrivals();

  @Test
  void bytes_comeOutInTheOrderTheyCameIn_howeverManyAtATime() {
    Random random = new Random(11);
    ByteArrayOutputStream in = new ByteArrayOutputStream();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] room = new byte[9000];
    for (int i = 0; i < 2000; i++) {
      byte[] some = new byte[random.nextInt(5000)];
      random.nextBytes(some);
      assertThat(arrivals.add(some)).isTrue();
      in.writeBytes(some);
      int offset = random.nextInt(100);
      int count = arrivals.take(room, offset, random.nextInt(room.length - offset));
      out.write(room, offset, count);
    }
    arrivals.end(null);
    for (int count = 0; count != Line.END; count = arrivals.take(room, 0, room.length)) {
      out.write(room, 0, count);
    }

    assertThat(Arrays.equals(out.toByteArray(), in.toByteArray())).isTrue();
  }

  @Test
  void theEnd_comesBehindAllBytes() {
    arrivals.add(new byte[] {1});
    arrivals.end(gone);
    byte[] room = new byte[5];

    assertThat(arrivals.add(new byte[] {2})).isFalse();
    assertThat(arrivals.take(room, 0, 5)).isOne();
    assertThatThrownBy(() -> arrivals.take(room, 0, 5)).isSameAs(gone);
  }

  @Test
  void whatDoesNotFit_isNotTaken() {
    byte[] half = new byte[Arrivals.MOST / 2];
    arrivals.add(half);
    arrivals.add(half);

    assertThat(arrivals.add(new byte[1])).isFalse();
    assertThat(arrivals.take(half, 0, 1)).isOne();
    assertThat(arrivals.add(new byte[1])).isTrue();
  }

  @Test
  void close_forgetsWhatCame() {
    arrivals.add(new byte[100]);
    arrivals.close(gone);

    assertThatThrownBy(() -> arrivals.take(new byte[1], 0, 1)).isSameAs(gone);
  }
}
