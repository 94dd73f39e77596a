package io.kvmsdk.provision;

import io.kvmsdk.Hypervisor;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.NotFoundException;
import io.kvmsdk.error.Subject;
import io.kvmsdk.internal.driver.GoldenVolumes;
import io.kvmsdk.storage.StoragePool;
import io.kvmsdk.storage.StorageVolume;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The golden images of one pool. Each is two volumes: {@code NAME.golden.qcow2} (or {@code .raw})
 * and, written last, {@code NAME.golden} with what is known of it ({@link GoldenInfo}). An image
 * without the latter was not published: the next publication under its name replaces it.
 */
public final class Goldens {
  private static final int LONGEST_CARD = 1 << 14;

  private final Hypervisor kvm;
  private final String pool;

  Goldens(Hypervisor kvm, String pool) {
    this.kvm = kvm;
    this.pool = pool;
  }

  /** All that are published, by name. */
  public List<Golden> list() {
    return kvm.storagePools().get(pool).list().stream()
        .map(StorageVolume::name)
        .filter(v -> v.endsWith(GoldenVolumes.CARD_SUFFIX))
        .map(v -> v.substring(0, v.length() - GoldenVolumes.CARD_SUFFIX.length()))
        .sorted()
        .flatMap(name -> find(name).stream())
        .toList();
  }

  public Optional<Golden> find(String name) {
    try {
      return known(name);
    } catch (ConflictException beingPublished) {
      return Optional.empty();
    }
  }

  /**
   * As {@link #find}.
   *
   * @throws ConflictException if it is being published in this moment
   */
  Optional<Golden> known(String name) {
    Optional<StoragePool> active = kvm.storagePools().find(pool).filter(StoragePool::active);
    return active
        .flatMap(p -> p.find(GoldenVolumes.card(name)))
        .flatMap(Goldens::read)
        .filter(info -> info.name().equals(name))
        .filter(info -> active.get().find(GoldenVolumes.image(name, info.format())).isPresent())
        .map(info -> new Golden(kvm, pool, info));
  }

  private static Optional<GoldenInfo> read(StorageVolume card) {
    try {
      byte[] text = card.read(0, LONGEST_CARD);
      return GoldenCard.read(new String(text, StandardCharsets.UTF_8));
    } catch (NotFoundException vanished) {
      return Optional.empty();
    }
  }

  /**
   * The golden image of that name.
   *
   * @throws NotFoundException if none of that name is published in the pool
   */
  public Golden get(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new NotFoundException(
                    Subject.of("golden image", name),
                    "the pool '" + pool + "' has no such golden image",
                    "There are: " + list().stream().map(Golden::name).toList()));
  }

  @Override
  public String toString() {
    return "Goldens of the pool " + pool;
  }
}
