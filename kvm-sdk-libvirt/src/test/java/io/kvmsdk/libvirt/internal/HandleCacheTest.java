package io.kvmsdk.libvirt.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.libvirt.internal.HandleCache.Handle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Handles are kept for the next call, and freed once, when nobody uses them. */
class HandleCacheTest {
  /** What stands for memory of libvirt's. */
  private static final class Block {
    final UUID uuid;
    final AtomicInteger freed = new AtomicInteger();

    Block(UUID uuid) {
      this.uuid = uuid;
    }
  }

  private final ObjectKind<Block> kind =
      new ObjectKind<>(
          "block",
          0,
          pointer -> null,
          (c, name) -> null,
          (c, uuid) -> null,
          block -> "name",
          (block, bytes) ->
              ByteBuffer.wrap(bytes)
                  .putLong(block.uuid.getMostSignificantBits())
                  .putLong(block.uuid.getLeastSignificantBits()),
          (c, array, flags) -> 0,
          block -> block.freed.incrementAndGet());

  private final HandleCache<Block> cache = new HandleCache<>(kind);
  private final Block block = new Block(uuid(1));

  private static UUID uuid(int number) {
    return new UUID(0, number);
  }

  @Test
  void lease_givesWhatWasAdded() {
    cache.add(block).release();

    assertThat(cache.lease(uuid(1)).object()).isSameAs(block);
    assertThat(cache.lease(uuid(2))).isNull();
    assertThat(block.freed).hasValue(0);
  }

  @Test
  void evict_freesOnceTheLastUserIsOut() {
    Handle<Block> first = cache.add(block);
    Handle<Block> second = cache.lease(uuid(1));

    cache.evict(uuid(1));
    cache.evict(uuid(1));
    assertThat(cache.lease(uuid(1))).isNull();
    first.release();
    assertThat(block.freed).hasValue(0);
    second.release();
    assertThat(block.freed).hasValue(1);
  }

  @Test
  void add_takesThePlaceOfWhatWasKnown() {
    Block newer = new Block(uuid(1));
    cache.add(block).release();
    cache.add(newer).release();

    assertThat(cache.lease(uuid(1)).object()).isSameAs(newer);
    assertThat(block.freed).hasValue(1);
  }

  @Test
  void add_dropsThoseThatWereNotUsedForLongest_whenItIsFull() {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < 3 * HandleCache.CAPACITY; i++) {
      blocks.add(new Block(uuid(i)));
      cache.add(blocks.get(i)).release();
      cache.lease(uuid(0)).release();
      assertThat(cache.size()).isLessThanOrEqualTo(HandleCache.CAPACITY);
    }

    assertThat(blocks.get(0).freed).as("used all the time").hasValue(0);
    assertThat(blocks.get(1).freed).hasValue(1);
    assertThat(blocks.get(blocks.size() - 1).freed).hasValue(0);
    cache.clear();
    assertThat(blocks).allSatisfy(b -> assertThat(b.freed).hasValue(1));
  }

  @Test
  void manyThreads_neverSeeAFreedHandle_andNothingIsLeftBehind() throws Exception {
    List<Block> all = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<List<Block>>> users = IntStream.range(0, 8).mapToObj(i -> user()).toList();
    for (Future<List<Block>> made : threads.invokeAll(users)) {
      all.addAll(made.get());
    }
    threads.shutdown();
    cache.clear();

    assertThat(all).isNotEmpty().allSatisfy(b -> assertThat(b.freed).hasValue(1));
  }

  private Callable<List<Block>> user() {
    return () -> {
      List<Block> made = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        UUID uuid = uuid(ThreadLocalRandom.current().nextInt(8));
        Handle<Block> handle = cache.lease(uuid);
        if (handle == null) {
          made.add(new Block(uuid));
          handle = cache.add(made.get(made.size() - 1));
        }
        assertThat(handle.object().freed.get()).isZero();
        if (i % 16 == 0) {
          cache.evict(uuid);
          assertThat(handle.object().freed.get()).isZero();
        }
        handle.release();
      }
      return made;
    };
  }
}
