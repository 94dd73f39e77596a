package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.libvirt.RequiresLibvirt;
import java.lang.ref.Reference;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lists of names and values, judged by libvirt's own functions for them. */
@RequiresLibvirt
class TypedParamsTest {
  /** libvirt's own way to write and read such lists. */
  interface Judge extends Library {
    int virTypedParamsAddInt(
        PointerByReference p, IntByReference n, IntByReference max, String name, int value);

    int virTypedParamsAddUInt(
        PointerByReference p, IntByReference n, IntByReference max, String name, int value);

    int virTypedParamsAddLLong(
        PointerByReference p, IntByReference n, IntByReference max, String name, long value);

    int virTypedParamsAddULLong(
        PointerByReference p, IntByReference n, IntByReference max, String name, long value);

    int virTypedParamsAddDouble(
        PointerByReference p, IntByReference n, IntByReference max, String name, double value);

    int virTypedParamsAddBoolean(
        PointerByReference p, IntByReference n, IntByReference max, String name, int value);

    int virTypedParamsAddString(
        PointerByReference p, IntByReference n, IntByReference max, String name, String value);

    int virTypedParamsGetInt(Pointer p, int n, String name, IntByReference value);

    int virTypedParamsGetUInt(Pointer p, int n, String name, IntByReference value);

    int virTypedParamsGetLLong(Pointer p, int n, String name, LongByReference value);

    int virTypedParamsGetULLong(Pointer p, int n, String name, LongByReference value);

    int virTypedParamsGetString(Pointer p, int n, String name, PointerByReference value);
  }

  /** libvirt's functions keep errors for each thread, which works only once it is initialised. */
  private final LibvirtApi api = LibvirtLibrary.get();

  private final Judge judge =
      Native.load("virt", Judge.class, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));

  private final PointerByReference array = new PointerByReference();
  private final IntByReference count = new IntByReference();
  private final IntByReference room = new IntByReference();

  @Test
  void take_readsWhatLibvirtWrote() {
    judge.virTypedParamsAddInt(array, count, room, "int", -1);
    judge.virTypedParamsAddUInt(array, count, room, "uint", -1);
    judge.virTypedParamsAddLLong(array, count, room, "llong", Long.MIN_VALUE);
    judge.virTypedParamsAddULLong(array, count, room, "ullong", 1L << 40);
    judge.virTypedParamsAddDouble(array, count, room, "double", 1.5);
    judge.virTypedParamsAddBoolean(array, count, room, "yes", 1);
    judge.virTypedParamsAddBoolean(array, count, room, "no", 0);
    judge.virTypedParamsAddString(array, count, room, "x".repeat(79), "ü日");

    assertThat(TypedParams.take(api, array, count))
        .containsExactly(
            entry("int", -1L),
            entry("uint", 4294967295L),
            entry("llong", Long.MIN_VALUE),
            entry("ullong", 1L << 40),
            entry("double", 1.5),
            entry("yes", true),
            entry("no", false),
            entry("x".repeat(79), "ü日"));
  }

  @Test
  void take_givesNothing_whenThereIsNothing() {
    assertThat(TypedParams.take(api, array, count)).isEmpty();
  }

  @Test
  void array_isReadByLibvirt() {
    TypedParams written =
        new TypedParams()
            .addInt("int", -7)
            .addUint("uint", -7)
            .addLlong("llong", -7)
            .addUllong("ullong", 1L << 40)
            .addString("string", "ü日");
    Pointer p = written.array();
    int n = written.count();
    IntByReference number = new IntByReference();
    LongByReference large = new LongByReference();

    assertThat(judge.virTypedParamsGetInt(p, n, "int", number)).isOne();
    assertThat(number.getValue()).isEqualTo(-7);
    assertThat(judge.virTypedParamsGetUInt(p, n, "uint", number)).isOne();
    assertThat(number.getValue()).isEqualTo(-7);
    assertThat(judge.virTypedParamsGetLLong(p, n, "llong", large)).isOne();
    assertThat(large.getValue()).isEqualTo(-7);
    assertThat(judge.virTypedParamsGetULLong(p, n, "ullong", large)).isOne();
    assertThat(large.getValue()).isEqualTo(1L << 40);
    assertThat(judge.virTypedParamsGetString(p, n, "string", array)).isOne();
    assertThat(array.getValue().getString(0, "UTF-8")).isEqualTo("ü日");
    Reference.reachabilityFence(written);
  }

  @Test
  void array_isNull_whenNothingWasAdded() {
    assertThat(new TypedParams().array()).isNull();
  }

  @Test
  void add_refusesWhatLibvirtWouldCutOff() {
    assertThatThrownBy(() -> new TypedParams().addInt("x".repeat(80), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TypedParams().addString("disk", "vda\0vdb"))
        .isInstanceOf(InvalidSpecException.class);
  }
}
