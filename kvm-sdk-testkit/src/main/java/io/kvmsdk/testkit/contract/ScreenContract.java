package io.kvmsdk.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvmsdk.domain.Domain;
import io.kvmsdk.domain.Key;
import io.kvmsdk.domain.Screenshot;
import io.kvmsdk.error.ConflictException;
import io.kvmsdk.error.InvalidSpecException;
import io.kvmsdk.error.KvmException;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** What a domain's screen and keyboard promise, whatever the driver. */
public abstract class ScreenContract extends HypervisorContract {
  /** A domain named {@link #run}, defined and off, whose guest shows something on a screen. */
  protected abstract Domain guest();

  private Domain running() {
    Domain domain = guest();
    domain.start();
    return domain;
  }

  @Test
  void screenshot_hasItsSize_andIsAPng() {
    Screenshot screen = running().screenshot();

    assertThat(screen.mimeType()).isIn(Screenshot.PPM, Screenshot.PNG);
    assertThat(screen.width()).isBetween(1, 10_000);
    assertThat(screen.height()).isBetween(1, 10_000);
    Screenshot png = Screenshot.of(Screenshot.PNG, screen.png());
    assertThat(png.width()).isEqualTo(screen.width());
    assertThat(png.height()).isEqualTo(screen.height());
  }

  @Test
  void screenshot_isRefused_whenThereIsNoSuchScreen() {
    needs(Capability.GUESTS);
    Domain domain = running();

    assertThatThrownBy(() -> domain.screenshot(3)).isInstanceOf(KvmException.class);
  }

  @Test
  void screenAndKeyboard_areRefused_whileTheDomainIsOff() {
    needs(Capability.STATE_CHECKS);
    Domain domain = guest();

    assertThatThrownBy(domain::screenshot).isInstanceOf(ConflictException.class);
    assertThatThrownBy(() -> domain.sendKeys(Key.A)).isInstanceOf(ConflictException.class);
    assertThatThrownBy(domain::injectNmi).isInstanceOf(ConflictException.class);
  }

  @Test
  void keys_areSent() {
    Domain domain = running();

    domain.sendKeys(Key.LEFT_CTRL, Key.LEFT_ALT, Key.F1);
    domain.sendKeys(Duration.ofMillis(1), Key.PAUSE);
    domain.type("root\n");
    domain.injectNmi();
  }

  @Test
  void chords_areRefused_whenEmpty_orOfMoreKeysThanLibvirtTakes() {
    Domain domain = running();

    assertThatThrownBy(domain::sendKeys).isInstanceOf(InvalidSpecException.class);
    assertThatThrownBy(() -> domain.sendKeys(Collections.nCopies(17, Key.A).toArray(new Key[0])))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("16");
    assertThatThrownBy(() -> domain.sendKeys(Duration.ofHours(1), Key.A))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("a minute");
  }

  @Test
  void text_isRefused_whole_whenTheKeyboardLacksACharacter() {
    Domain domain = running();

    assertThatThrownBy(() -> domain.type("naïve €\n"))
        .isInstanceOf(InvalidSpecException.class)
        .hasMessageContaining("U+00EF")
        .hasMessageContaining("U+20AC");
  }
}
