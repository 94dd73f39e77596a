package io.kvmsdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.kvmsdk.domain.ExecSpec;
import io.kvmsdk.domain.GraphicsSpec;
import io.kvmsdk.domain.IoTune;
import io.kvmsdk.domain.MemoryBackingSpec;
import io.kvmsdk.domain.MigrationSpec;
import io.kvmsdk.domain.SnapshotSpec;
import io.kvmsdk.domain.StatsGroup;
import io.kvmsdk.domain.StatsQuery;
import io.kvmsdk.domain.TuningSpec;
import io.kvmsdk.provision.DeletePolicy;
import io.kvmsdk.qcow2.BackingFormat;
import io.kvmsdk.qcow2.ChainOptions;
import io.kvmsdk.qcow2.ImageCopy;
import io.kvmsdk.qcow2.QcowSpec;
import io.kvmsdk.storage.VolumeCloneSpec;
import io.kvmsdk.value.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A value can be taken as the beginning of another, and nothing is lost on the way. */
class ToBuilderTest {
  @ParameterizedTest
  @MethodSource("values")
  <T> void toBuilder_keepsAll(T value, UnaryOperator<T> rebuilt) {
    assertThat(rebuilt.apply(value)).isNotSameAs(value).isEqualTo(value);
  }

  static Stream<Arguments> values() {
    return Stream.of(
        row(
            ConnectOptions.builder().connectTimeout(Duration.ofSeconds(7)).build(),
            v -> v.toBuilder().build()),
        row(
            ExecSpec.builder().addCommand("echo", "a").putEnvironment("A", "b").build(),
            v -> v.toBuilder().build()),
        row(GraphicsSpec.builder().port(5901).build(), v -> v.toBuilder().build()),
        row(IoTune.builder().iops(100).build(), v -> v.toBuilder().build()),
        row(
            MemoryBackingSpec.builder().hugepages(ByteSize.mib(2)).build(),
            v -> v.toBuilder().build()),
        row(
            MigrationSpec.builder().name("b").bandwidth(ByteSize.mib(1)).build(),
            v -> v.toBuilder().build()),
        row(
            SnapshotSpec.builder().name("one").description("first").build(),
            v -> v.toBuilder().build()),
        row(StatsQuery.of(Set.of(StatsGroup.STATE)), v -> v.toBuilder().build()),
        row(TuningSpec.builder().cpuShares(2).build(), v -> v.toBuilder().build()),
        row(DeletePolicy.REMOVE_DISKS, v -> v.toBuilder().build()),
        row(ChainOptions.builder().addRoots(Path.of("/srv")).build(), v -> v.toBuilder().build()),
        row(ImageCopy.of(Path.of("/srv/a.img"), BackingFormat.RAW), v -> v.toBuilder().build()),
        row(QcowSpec.of(ByteSize.gib(3)), v -> v.toBuilder().build()),
        row(
            VolumeCloneSpec.builder().name("b").capacity(ByteSize.gib(2)).build(),
            v -> v.toBuilder().build()));
  }

  private static <T> Arguments row(T value, UnaryOperator<T> rebuilt) {
    return arguments(value, rebuilt);
  }
}
