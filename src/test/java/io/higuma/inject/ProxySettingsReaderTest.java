package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.inject.ConfigMapRedirection.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProxySettingsReaderTest {
  private final ProxySettingsReader reader = new ProxySettingsReader();

  @Test
  void whatOnePodChangesDoesNotReachTheNext() {
    ProxySettingsDocument first = reader.read("verbose: true");
    first.root().put("cniMode", true);
    ObjectNode redirect = ProxySettingsDocument.own(first.root(), "redirect");
    ObjectNode inbound = ProxySettingsDocument.own(redirect, "inbound");
    ProxySettingsDocument.appendPort(inbound, 9001);
    inbound.put("enabled", false);
    ProxySettingsDocument.own(first.root(), "ebpf").put("enabled", true);

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

  @Test
  void whatPodsWithoutAnnotationsGetIsMadeOnceForAConfigMapAndPort() {
    var ready = new Result.Ready(redirection("verbose"));
    assertThat(reader.unannotated("verbose: true", 9001, () -> ready)).isEqualTo(ready);
    assertThat(reader.unannotated("verbose: true", 9001, () -> none())).isEqualTo(ready);

    var ofOtherPort = new Result.Ready(redirection("port"));
    assertThat(reader.unannotated("verbose: true", 0, () -> ofOtherPort)).isEqualTo(ofOtherPort);
    var changed = new Result.Ready(redirection("dryRun"));
    assertThat(reader.unannotated("dryRun: true", 0, () -> changed)).isEqualTo(changed);
  }

  @Test
  void aFailureIsNotKept() {
    reader.unannotated("verbose: true", 9001, ProxySettingsReaderTest::none);
    var ready = new Result.Ready(redirection("verbose"));
    assertThat(reader.unannotated("verbose: true", 9001, () -> ready)).isEqualTo(ready);
  }

  private static Redirection redirection(String name) {
    return new Redirection(Map.of("name", name), List.of(), List.of(), true, Optional.empty());
  }

  private static Result none() {
    return new Result.Failed(
        RejectReason.INVALID_TRANSPARENT_PROXY_CONFIG, List.of(), redirection("known"));
  }
}
