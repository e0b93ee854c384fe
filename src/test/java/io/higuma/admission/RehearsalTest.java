package io.higuma.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.Configs;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.Injector;
import io.higuma.inject.SidecarForm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RehearsalTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "cniEnabled: true",
        "transparentProxyConfigMap: redirection",
        "containerPatches: [first, second]"
      })
  void aRehearsedPodIsInjectedWhateverTheSettings(String injector) {
    ControlPlaneConfig config =
        Configs.of(
            "runtime: {kubernetes: {injector: {%s}}}"
                .formatted(injector.equals("{}") ? "" : injector));
    var admission =
        new PodAdmission(
            Injector.of(config, SidecarForm.NATIVE, () -> "", Rehearsal.cluster(config)),
            (request, decision) -> {});
    assertThat(Rehearsal.pods().stream().map(review -> new String(admission.review(review), UTF_8)))
        .allMatch(answer -> answer.contains("\"allowed\":true"))
        .first()
        .asString()
        .contains("\"patch\":");
  }
}
