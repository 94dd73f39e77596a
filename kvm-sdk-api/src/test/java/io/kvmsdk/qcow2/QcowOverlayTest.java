package io.kvmsdk.qcow2;

import static io.kvmsdk.qcow2.BackingFormat.QCOW2;
import static io.kvmsdk.qcow2.BackingFormat.RAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.UnsupportedException;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QcowOverlayTest {
  @TempDir Path folder;

  private Path base;
  private Path target;

  @BeforeEach
  void makeBase() throws IOException {
    base = Files.write(folder.resolve("base.raw"), new byte[1 << 20]);
    target = folder.resolve("overlay.qcow2");
  }

  private QcowOverlay named(String backingFile) {
    return QcowOverlay.on(base, RAW).toBuilder().backingFile(backingFile).build();
  }

  private void assertNothingWritten() throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files.filter(f -> f.toString().contains("overlay"))).isEmpty();
    }
  }

  @Test
  void on_whenTheBaseIsRaw_takesItsSizeAndAbsolutePath() {
    QcowOverlay overlay = QcowOverlay.on(base, RAW);
    assertThat(overlay.size()).isEqualTo(ByteSize.mib(1));
    assertThat(overlay.backingFile()).isEqualTo(base.toString());
    assertThat(overlay.backingFormat()).isEqualTo(RAW);
    assertThat(overlay.clusterSize()).isEqualTo(ByteSize.kib(64));
  }

  @Test
  void on_whenTheBaseEndsInsideASector_coversAllOfIt() throws IOException {
    Files.write(base, new byte[1000]);
    assertThat(QcowOverlay.on(base, RAW).size()).isEqualTo(ByteSize.bytes(1024));
  }

  @Test
  void on_whenTheBaseIsEmpty_refuses() throws IOException {
    Files.write(base, new byte[0]);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> QcowOverlay.on(base, RAW));
  }

  @Test
  void on_whenRawContentLooksLikeQcow2_staysRaw() {
    Path guestMade = new HeaderBytes().writeTo(folder.resolve("guest.raw"));
    assertThat(QcowOverlay.on(guestMade, RAW).size()).isEqualTo(ByteSize.bytes(197120));
  }

  @Test
  void on_whenTheBaseIsNotTheQcow2ItIsSaidToBe_refuses() {
    assertThatExceptionOfType(QcowFormatException.class)
        .isThrownBy(() -> QcowOverlay.on(base, QCOW2));
  }

  @Test
  void on_whenTheBaseIsMarkedCorrupt_refuses() {
    Path corrupt = new HeaderBytes().u64(72, 2).writeTo(folder.resolve("c.qcow2"));
    assertThatExceptionOfType(UnsupportedException.class)
        .isThrownBy(() -> QcowOverlay.on(corrupt, QCOW2))
        .withMessageContaining("corrupt");
  }

  @Test
  void on_whenTheBaseNamesADataFile_refuses() {
    Path split = new HeaderBytes().u64(72, 4).writeTo(folder.resolve("d.qcow2"));
    assertThatExceptionOfType(UnsupportedException.class)
        .isThrownBy(() -> QcowOverlay.on(split, QCOW2))
        .withMessageContaining("another file");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void on_whenTheBaseIsEncryptedWithAesOrLuks_refuses(int method) {
    Path secret = new HeaderBytes().u32(32, method).writeTo(folder.resolve("secret.qcow2"));
    assertThatExceptionOfType(UnsupportedException.class)
        .isThrownBy(() -> QcowOverlay.on(secret, QCOW2))
        .withMessageContaining("encrypted");
  }

  @Test
  void build_whenSeveralThingsAreWrong_listsThemAll() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () ->
                QcowOverlay.builder()
                    .backingFile("a\0b")
                    .backingFormat(RAW)
                    .size(ByteSize.bytes(100))
                    .clusterSize(ByteSize.bytes(1000))
                    .build())
        .satisfies(e -> assertThat(e.problems()).hasSize(3));
  }

  @Test
  void build_whenTheNameIsTooLong_countsBytesAndNotCharacters() {
    assertThat(named("é".repeat(511)).backingFile()).hasSize(511);
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> named("é".repeat(512)))
        .withMessageContaining("1024 bytes");
  }

  @Test
  void build_whenTheNameCannotBeEncoded_refuses() {
    assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> named("a\ud800"));
  }

  @Test
  void build_whenTheNameDoesNotFitIntoTheFirstCluster_refuses() {
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(
            () -> named("n".repeat(400)).toBuilder().clusterSize(ByteSize.bytes(512)).build())
        .withMessageContaining("does not fit");
  }

  @Test
  void build_whenTheL1TableWouldExceedQemusLimit_refuses() {
    QcowOverlay.Builder small = named("b").toBuilder().clusterSize(ByteSize.bytes(512));
    assertThat(small.size(ByteSize.gib(128)).build().size()).isEqualTo(ByteSize.gib(128));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> small.size(ByteSize.gib(129)).build())
        .withMessageContaining("too small");
  }

  @Test
  void create_whenTheTargetExists_keepsIt() throws IOException {
    Files.writeString(target, "precious");
    assertThatExceptionOfType(AlreadyExistsException.class)
        .isThrownBy(() -> QcowOverlay.on(base, RAW).create(target));
    assertThat(target).hasContent("precious");
  }

  @Test
  void create_whenARelativeNameIsMissingInTheTargetsFolder_refuses() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("sub")).resolve("overlay.qcow2");
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> named("base.raw").create(elsewhere))
        .withMessageContaining("sub/base.raw");
    assertThat(elsewhere).doesNotExist();
  }

  @Test
  void create_whenTheTargetIsItsOwnBackingFile_refuses() throws IOException {
    QcowOverlay itself = named("./overlay.qcow2");
    assertThatExceptionOfType(InvalidSpecException.class).isThrownBy(() -> itself.create(target));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> itself.create(target, List.of(), (offset, dst) -> {}));
    assertNothingWritten();
  }

  @Test
  void create_whenTheChainComesBackToTheTarget_refuses() throws IOException {
    new HeaderBytes().backing("overlay.qcow2", "qcow2").writeTo(folder.resolve("a.qcow2"));
    QcowOverlay loop = named("a.qcow2").toBuilder().backingFormat(QCOW2).build();
    assertThatExceptionOfType(QcowFormatException.class)
        .isThrownBy(() -> loop.create(target))
        .withMessageContaining("comes back");
    assertNothingWritten();
  }

  @Test
  void create_whenALowerLayerNamesADataFile_refuses() throws IOException {
    new HeaderBytes().u64(72, 4).writeTo(folder.resolve("low.qcow2"));
    Path middle =
        new HeaderBytes().backing("low.qcow2", "qcow2").writeTo(folder.resolve("middle.qcow2"));
    assertThatExceptionOfType(UnsupportedException.class)
        .isThrownBy(() -> QcowOverlay.on(middle, QCOW2).create(target))
        .withMessageContaining("low.qcow2");
    assertNothingWritten();
  }

  @Test
  void create_whenSmallerThanTheBackingFile_refuses() {
    QcowOverlay small = named("base.raw").toBuilder().size(ByteSize.kib(512)).build();
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> small.create(target))
        .withMessageContaining("less than");
  }

  @Test
  void create_whenExtentsOverlap_refuses() throws IOException {
    List<Extent> written = List.of(new Extent(100, 10), new Extent(95, 6));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> QcowOverlay.on(base, RAW).create(target, written, (offset, dst) -> {}))
        .withMessageContaining("overlaps");
    assertNothingWritten();
  }

  @Test
  void create_whenAnExtentLeavesTheDisk_refuses() {
    List<Extent> written = List.of(new Extent((1 << 20) - 5, 6));
    assertThatExceptionOfType(InvalidSpecException.class)
        .isThrownBy(() -> QcowOverlay.on(base, RAW).create(target, written, (offset, dst) -> {}))
        .withMessageContaining("leaves the disk");
  }

  @Test
  void create_whenTheBaseCannotBeRead_leavesNothingBehind() throws IOException {
    List<Extent> written = List.of(new Extent(10, 6));
    assertThatExceptionOfType(KvmException.class)
        .isThrownBy(
            () ->
                QcowOverlay.on(base, RAW)
                    .create(
                        target,
                        written,
                        (offset, dst) -> {
                          throw new IOException("bad sector");
                        }))
        .withMessageContaining("bad sector");
    assertNothingWritten();
  }
}
