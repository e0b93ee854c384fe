package io.higuma.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.higuma.Configs;
import io.higuma.admission.PodAdmission;
import io.higuma.admission.Rehearsal;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.Injector;
import io.higuma.inject.SidecarForm;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient
@SuppressWarnings("NullAway.Init") // set by the extension
class RehearsalObjectsTest {
  KubernetesClient client;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cniEnabled: true",
        "transparentProxyConfigMap: redirection",
        "containerPatches: [first, second]"
      })
  void aRehearsedPodIsInjectedWhateverTheSettingsAndBeforeTheCachesAreFilled(String injector) {
    ControlPlaneConfig config =
        Configs.of("runtime: {kubernetes: {injector: {%s}}}".formatted(injector));
    try (var caches =
        new ClusterCaches(
            client,
            "kuma-system",
            ClusterCaches.ConfigMaps.OF_SYSTEM_NAMESPACE,
            ClusterCaches.ContainerPatches.OF_SYSTEM_NAMESPACE)) {
      var cluster = new CachedClusterView(caches, new RehearsalObjects());
      var admission =
          new PodAdmission(
              Injector.of(config, SidecarForm.NATIVE, () -> "", cluster),
              (request, decision) -> {});
      List<String> answers =
          Rehearsal.pods().stream().map(pod -> new String(admission.review(pod), UTF_8)).toList();
      assertThat(answers).allMatch(answer -> answer.contains("\"allowed\":true"));
      assertThat(answers).filteredOn(answer -> answer.contains("\"patch\":")).hasSize(2);
    }
  }
}
