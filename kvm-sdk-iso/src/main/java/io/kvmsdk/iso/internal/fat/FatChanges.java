package io.kvmsdk.iso.internal.fat;

import io.kvmsdk.error.AlreadyExistsException;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.iso.internal.tree.IsoPath;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Changes a FAT file system. Each change is made whole or not at all; what it does not need to move
 * stays where it is.
 */
public final class FatChanges {
  /** Legal in no long name (FAT 7.4); a dot or space at the end would be dropped by Windows. */
  private static final Pattern ILLEGAL =
      Pattern.compile("(?s).*[\\x00-\\x1f\"*:<>?\\\\|].*|.*[. ]");

  private final FatVolume volume;
  private final Instant time;

  /**
   * Sees first that the file system is sound, since a change to a cluster with two owners would
   * harm one of them.
   *
   * @param time of new files and folders
   * @throws io.kvmsdk.iso.error.IsoFormatException if it is not
   */
  public FatChanges(FatVolume volume, Instant time) {
    this.volume = volume;
    this.time = time;
    Ownership.check(volume);
  }

  public FatVolume volume() {
    return volume;
  }

  /** Adds a file, and the folders above it. */
  public void add(String path, byte[] content) {
    List<String> names = IsoPath.names(path);
    if (names.isEmpty() || volume.find(path).isPresent()) {
      throw new AlreadyExistsException(
          subject(path), "it is in the FAT image already", "Replace or edit it instead");
    }
    whole(
        () -> {
          FatEntry parent = makeFolders(names.subList(0, names.size() - 1));
          String name = checked(names.get(names.size() - 1), path);
          int first = write(new int[0], content);
          volume.directory(parent).add(name, false, first, content.length, time);
        });
  }

  /** Adds a folder, and those above it; what exists is kept. */
  public void addFolder(String path) {
    whole(() -> makeFolders(IsoPath.names(path)));
  }

  /** Gives a file other data; its name, attributes and times stay. */
  public void replace(String path, byte[] content) {
    FatEntry file = volume.requireFile(path);
    if (Arrays.equals(volume.read(path), content)) {
      return;
    }
    whole(
        () -> {
          int first = write(chain(file), content);
          volume.directory(parent(path)).update(file, first, content.length);
        });
  }

  /** Removes a file, or a folder with everything in it. */
  public void remove(String path) {
    FatEntry entry = volume.require(path);
    if (entry.path().isEmpty()) {
      throw new ConflictException(subject(path), "it is the root", "Name a file or folder");
    }
    whole(
        () -> {
          Ownership.below(volume, entry, e -> volume.table().resize(chain(e), 0));
          volume.directory(parent(path)).remove(entry);
        });
  }

  private FatEntry parent(String path) {
    List<String> names = IsoPath.names(path);
    return volume.require(IsoPath.join(names.subList(0, names.size() - 1)));
  }

  private int[] chain(FatEntry entry) {
    return Ownership.chain(volume, entry);
  }

  /** Makes a change, or none if it fails. */
  private void whole(Runnable change) {
    try {
      change.run();
      volume.table().updateInfo();
      volume.bytes().commit();
    } catch (RuntimeException e) {
      volume.bytes().rollback();
      volume.table().forget();
      throw e;
    }
  }

  /** Writes data over a chain of the length that it needs; gives the first cluster. */
  private int write(int[] chain, byte[] content) {
    int size = volume.bpb().clusterSize();
    int[] clusters = volume.table().resize(chain, (int) volume.clusters(content.length));
    for (int i = 0; i < clusters.length; i++) {
      byte[] cluster = Arrays.copyOfRange(content, i * size, (i + 1) * size); // padded with zeros
      volume.bytes().write(volume.bpb().clusterOffset(clusters[i]), cluster);
    }
    return clusters.length == 0 ? 0 : clusters[0];
  }

  private FatEntry makeFolders(List<String> names) {
    FatEntry folder = volume.root();
    for (String name : names) {
      FatEntry parent = folder;
      folder = volume.directory(parent).find(name).orElseGet(() -> makeFolder(parent, name));
      if (!folder.directory()) {
        throw new ConflictException(
            subject(IsoPath.join(names)), folder.path() + " is not a folder", "Name another path");
      }
    }
    return folder;
  }

  private FatEntry makeFolder(FatEntry parent, String name) {
    checked(name, parent.path() + "/" + name);
    int first = volume.table().resize(new int[0], 1)[0];
    Directory above = volume.directory(parent);
    above.add(name, true, first, 0, time);
    FatEntry folder = above.find(name).orElseThrow();
    volume.directory(folder).clear(parent, time);
    return folder;
  }

  private static String checked(String name, String path) {
    if (ILLEGAL.matcher(name).matches()) {
      throw InvalidSpecException.of(
          subject(path),
          "'"
              + name
              + "' is no file name in FAT: it may not hold control characters or \"*:<>?\\|,"
              + " nor end with a dot or space");
    }
    return name;
  }

  private static Subject subject(String path) {
    return Subject.of("file", IsoPath.normal(path));
  }
}
