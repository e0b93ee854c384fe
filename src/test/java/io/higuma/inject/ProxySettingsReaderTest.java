package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProxySettingsReaderTest {
  private final ProxySettingsReader reader = new ProxySettingsReader();

  @Test
  void whatOnePodChangesDoesNotReachTheNext() {
    ProxySettingsDocument first = reader.read("verbose: true");
    first.object().put("cniMode", true);
    first.object("redirect", "inbound").withArrayProperty("excludePorts").add(9001);

    assertThat(reader.read("verbose: true").print())
        .isEqualTo(ProxySettingsDocument.read("verbose: true").print());
  }

  @Test
  void aChangedConfigMapCountsAtOnce() {
    reader.read("verbose: true");

    assertThat(reader.read("dryRun: true").print())
        .contains("dryRun: true")
        .doesNotContain("verbose");
    assertThat(reader.read("verbose: maybe").violations()).hasSize(1);
    assertThat(reader.read("verbose: maybe").violations()).hasSize(1);
    assertThat(reader.read("verbose: true").violations()).isEmpty();
  }
}
