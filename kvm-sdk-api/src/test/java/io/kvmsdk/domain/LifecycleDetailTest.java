package io.kvmsdk.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LifecycleDetailTest {
  @ParameterizedTest
  @EnumSource(LifecycleDetail.class)
  void detail_isNamedAfterTheTurnItIsOf(LifecycleDetail detail) {
    assertThat(detail.name()).startsWith(detail.kind().name());
  }
}
