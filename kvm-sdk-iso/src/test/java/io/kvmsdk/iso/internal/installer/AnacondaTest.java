package io.kvmsdk.iso.internal.installer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvmsdk.unattended.AnswerFile;
import org.junit.jupiter.api.Test;

class AnacondaTest {
  @Test
  void seed_onAMediumWithAnOddLabel_escapesItAsUdevDoes() {
    AnswerFile answers = AnswerFile.parse(AnswerFile.Kind.KICKSTART, "autopart\n");

    Seed seed = new Anaconda().seed(answers, true, "Fedora-S 39: \"ü\"");

    assertThat(seed.arguments())
        .containsExactly("inst.ks=hd:LABEL=Fedora-S\\x2039:\\x20\\x22\\xc3\\xbc\\x22:/ks.cfg");
    assertThat(seed.onMedium()).containsOnlyKeys("/ks.cfg");
    assertThat(seed.inInitrd()).isEmpty();
  }
}
