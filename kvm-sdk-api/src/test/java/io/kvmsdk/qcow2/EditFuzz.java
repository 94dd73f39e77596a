package io.kvmsdk.qcow2;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.error.KvmException;
import io.kvmsdk.progress.ProgressListener;
import io.kvmsdk.value.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a fuzzer runs: an image is changed in each way there is. Whether that is done or refused,
 * one that was sound stays so, and its guest sees what it saw.
 */
public final class EditFuzz {
  private static final int MOST_SIZE = 2 << 20;

  private enum Edit {
    GROW {
      @Override
      void apply(SealedFolder folder) {
        long size = QcowImage.open(folder.image()).virtualSize().bytes();
        QcowImage.resize(folder.image(), ByteSize.bytes(size + (64 << 10)));
      }
    },
    RENAME_BASE {
      @Override
      void apply(SealedFolder folder) {
        QcowImage.rebaseUnsafe(folder.image(), "base.raw", BackingFormat.RAW);
      }
    },
    REBASE {
      @Override
      void apply(SealedFolder folder) {
        QcowImage.rebase(folder.image(), "base.qcow2", BackingFormat.QCOW2, ProgressListener.NONE);
      }
    },
    FLATTEN {
      @Override
      void apply(SealedFolder folder) {
        Flatten.of(folder.image(), BackingFormat.QCOW2).inPlace(ProgressListener.NONE);
      }
    },
    COMMIT {
      @Override
      void apply(SealedFolder folder) throws IOException {
        List<BackingLayer> chain = QcowImage.open(folder.image()).backingChain();
        Commit.of(folder.image()).into(chain.get(Math.min(1, chain.size() - 1)).file());
      }
    };

    abstract void apply(SealedFolder folder) throws IOException;
  }

  private EditFuzz() {}

  /** Jazzer's entry. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    for (Edit edit : Edit.values()) {
      SealedFolder folder = SealedFolder.with(input);
      Optional<byte[]> seen = seen(folder);
      if (seen.isPresent() && QcowCheck.of(folder.image()).corruptions() == 0) {
        folder.ask(() -> edit.apply(folder));
        judge(folder, edit, seen.get());
      }
      if (edit == Edit.COMMIT) {
        folder.writeBases();
      }
    }
  }

  private static void judge(SealedFolder folder, Edit edit, byte[] seen) {
    QcowCheck check = QcowCheck.of(folder.image());
    assertThat(check.corruptions()).as("%s: %s", edit, check.findings()).isZero();
    if (edit != Edit.RENAME_BASE) {
      byte[] now = seen(folder).orElseThrow(() -> new AssertionError(edit + " made it unreadable"));
      assertThat(Arrays.mismatch(now, seen)).as(edit.toString()).isIn(-1, seen.length);
    }
  }

  /** What the guest sees of a small disk, if all of it can be read. */
  private static Optional<byte[]> seen(SealedFolder folder) {
    try (QcowDisk disk = QcowDisk.open(folder.image(), BackingFormat.QCOW2, folder.options())) {
      if (disk.bytes() > MOST_SIZE) {
        return Optional.empty();
      }
      byte[] content = new byte[(int) disk.bytes()];
      disk.read(0, ByteBuffer.wrap(content));
      return Optional.of(content);
    } catch (KvmException refused) {
      return Optional.empty();
    }
  }
}
