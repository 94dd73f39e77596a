package io.kvmsdk.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
  @Test
  void toString_neverTellsIt() {
    assertThat(Secret.of("hunter2").toString()).doesNotContain("hunter2");
  }

  @Test
  void of_takesACopy() {
    char[] password = "hunter2".toCharArray();
    Secret secret = Secret.of(password);
    password[0] = 'X';
    assertThat(secret.reveal()).isEqualTo("hunter2");
  }

  @Test
  void wipe_overwritesIt() {
    Secret secret = Secret.of("hunter2");
    secret.wipe();
    assertThat(secret.reveal()).isEqualTo("\0".repeat(7));
  }

  @Test
  void equals_goesByTheSecret() {
    assertThat(Secret.of("a日🐧")).isEqualTo(Secret.of("a日🐧")).hasSameHashCodeAs(Secret.of("a日🐧"));
    assertThat(Secret.of("a")).isNotEqualTo(Secret.of("b")).isNotEqualTo("a");
  }
}
