package io.kvmsdk.iso.internal.rockridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.iso.internal.ecma119.ImageInMemory;
import io.kvmsdk.iso.internal.susp.SystemUseEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What no tool at hand writes: long times, and records that lack entries. */
class PosixEntriesTest {
  private static final int FILE = 0100000;
  private static final Instant OLD = Instant.parse("1999-12-31T23:59:58Z");
  private static final Instant NEW = Instant.parse("2024-02-29T12:34:56Z");

  private static Dialect.Attributes attributes() {
    return new Dialect.Attributes(FILE | 0444, 1, 7, OLD, "name", "");
  }

  private static PosixEntries entries(Dialect dialect) {
    return new PosixEntries(dialect, FILE, dialect.entries(attributes()));
  }

  private static RockRidge read(PosixEntries entries) {
    return RockRidge.of(
        new ImageInMemory("test", new byte[0]),
        entries.list().stream().map(SystemUseEntry::made).toList());
  }

  private static String signatures(List<byte[]> entries) {
    return entries.stream()
        .map(e -> SystemUseEntry.made(e).signature())
        .collect(Collectors.joining(" "));
  }

  private static byte[] entry(PosixEntries entries, String signature) {
    return entries.list().stream()
        .filter(e -> SystemUseEntry.made(e).signature().equals(signature))
        .findFirst()
        .orElseThrow();
  }

  /** The digits of a long time that begins there. */
  private static String text(byte[] entry, int at) {
    return new String(entry, at, 14, StandardCharsets.US_ASCII);
  }

  @Test
  void modified_whenTimesAreLong_keepsTheirForm() {
    PosixEntries entries = entries(new Dialect(false, false, 0x8f));
    int length = entry(entries, "TF").length;

    entries.modified(NEW);

    assertThat(read(entries).modified()).isEqualTo(NEW);
    assertThat(entry(entries, "TF")).hasSize(length).hasSize(5 + 4 * 17);
    assertThat(text(entry(entries, "TF"), 5)).as("creation").isEqualTo("19991231235958");
    assertThat(text(entry(entries, "TF"), 22)).isEqualTo("20240229123456");
    assertThat(text(entry(entries, "TF"), 39)).as("access").isEqualTo("19991231235958");
  }

  /** TF may tell of creation and access only: 0x01 and 0x04. */
  @Test
  void modified_whenOtherTimesAreTold_putsItBetweenThem() {
    PosixEntries entries = entries(new Dialect(false, false, 0x05));

    entries.modified(NEW);

    byte[] tf = entry(entries, "TF");
    assertThat(tf).hasSize(5 + 3 * 7);
    assertThat(tf[4]).isEqualTo((byte) 0x07);
    assertThat(tf)
        .containsSequence(99, 12, 31, 23, 59, 58, 0, 124, 2, 29, 12, 34, 56, 0, 99, 12, 31);
    assertThat(read(entries).modified()).isEqualTo(NEW);
  }

  @Test
  void modified_whenNoTimesAreTold_makesTheEntry() {
    PosixEntries entries = entries(new Dialect(true, false, 0));
    assertThat(signatures(entries.list())).isEqualTo("RR PX NM");

    entries.modified(NEW);

    assertThat(signatures(entries.list())).isEqualTo("RR TF PX NM");
    assertThat(read(entries).modified()).isEqualTo(NEW);
    assertThat(entry(entries, "RR")[4] & 0xff).as("the flags of RR").isEqualTo(0x89);
  }

  @Test
  void permissions_whenNoModeIsTold_makesTheEntryInTheDialect() {
    for (boolean serial : List.of(false, true)) {
      Dialect dialect = new Dialect(false, serial, 0x0e);
      PosixEntries entries = new PosixEntries(dialect, FILE, List.of());

      entries.permissions(0640);
      entries.owner(1, 2);

      assertThat(entry(entries, "PX")).hasSize(serial ? 44 : 36);
      assertThat(read(entries).mode()).isEqualTo(FILE | 0640);
    }
  }

  @Test
  void name_whenItIsLong_takesTwoEntriesAndLeavesTheOthers() {
    PosixEntries entries = entries(Dialect.RRIP_1_09);

    entries.name("n".repeat(255));
    assertThat(signatures(entries.list())).isEqualTo("PX TF NM NM");
    assertThat(read(entries).name()).isEqualTo("n".repeat(255));

    entries.name("short");
    assertThat(signatures(entries.list())).isEqualTo("PX TF NM");
    assertThat(read(entries).name()).isEqualTo("short");
  }

  @Test
  void edits_whenEntriesAreCutShort_doNotTouchThem() {
    List<byte[]> cut =
        List.of(SystemUseEntry.encode("PX", new byte[3]), SystemUseEntry.encode("TF", new byte[0]));
    PosixEntries entries = new PosixEntries(Dialect.RRIP_1_09, FILE, cut);

    entries.links(9);
    entries.permissions(0600);
    entries.modified(NEW);

    assertThat(entries.list()).endsWith(cut.get(0), cut.get(1)).hasSize(4);
  }
}
