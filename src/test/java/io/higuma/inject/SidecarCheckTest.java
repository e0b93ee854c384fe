package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.Configs;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.inject.SidecarCheck.Verdict;
import io.higuma.metadata.Annotations;
import io.higuma.workload.ForAll;
import io.higuma.workload.SampleCluster;
import io.higuma.workload.SamplePod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Old sidecars are told by sums, and never one that is not old. */
class SidecarCheckTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HASH = Annotations.INJECTION_HASH.name();
  private static final String INPUTS = Annotations.INJECTION_INPUTS.name();
  private static final int SPREAD = 3;

  private static final List<SamplePod> PODS = SamplePod.all(SamplePod.GENERATED);
  private static final List<InjectorVariant> VARIANTS = InjectorVariant.all();

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.higuma.inject.InjectorVariant#all")
  void anInjectedPodTellsAsMuchAsTheOneThatItWas(InjectorVariant variant) {
    var now = new SidecarCheck(variant.injector());
    InjectorVariant other = VARIANTS.get((variant.number() + 1) % VARIANTS.size());
    var later = new SidecarCheck(other.injector());
    ForAll.assertHolds(
        SamplePod.part(PODS, SPREAD, variant.number()),
        pod -> {
          Optional<PodDraft> injected = injected(variant.injector(), pod);
          if (injected.isEmpty()) {
            return;
          }
          PodDraft running = injected.get();
          assertThat(check(now, running)).as("with the same settings").isEqualTo(Verdict.CURRENT);
          Verdict expected =
              injected(other.injector(), pod)
                  .map(again -> hash(again).equals(hash(running)) ? Verdict.CURRENT : Verdict.STALE)
                  .orElse(Verdict.UNKNOWN);
          assertThat(check(later, running)).as("with the settings " + other).isEqualTo(expected);
        });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.higuma.inject.InjectorVariant#all")
  void sumsDifferWhereSidecarsDo(InjectorVariant variant) {
    InjectorVariant other = VARIANTS.get((variant.number() + 1) % VARIANTS.size());
    ForAll.assertHolds(
        SamplePod.part(PODS, SPREAD, variant.number()),
        pod -> {
          if (pod.path("spec").has("resources")) {
            return; // What the pod has room for is its own affair.
          }
          Optional<PodDraft> one = injected(variant.injector(), pod);
          Optional<PodDraft> another = injected(other.injector(), pod);
          if (one.isPresent() && another.isPresent()) {
            assertThat(hash(one.get()).equals(hash(another.get())))
                .as("the same sum with the settings " + other)
                .isEqualTo(visible(one.get()).equals(visible(another.get())));
          }
        });
  }

  @Test
  void appsWithTheSameWishesHaveTheSameSum() {
    Injector injector = injector("");
    String sum = hash(injected(injector, pod("{}")).orElseThrow());
    assertThat(sum).matches("[0-9a-f]{16}");
    for (String spec :
        List.of(
            "{ports: [{containerPort: 8080}], readinessProbe: {httpGet: {port: 8080}}}",
            "{resources: {limits: {cpu: '1', memory: 1Gi}}}",
            "{env: [{name: A, value: b}], command: [run], image: other}")) {
      ObjectNode pod = pod("{}");
      ((ObjectNode) pod.at("/spec/containers/0")).setAll((ObjectNode) yaml(spec));
      assertThat(hash(injected(injector, pod).orElseThrow())).as(spec).isEqualTo(sum);
    }
  }

  @Test
  void neitherTheAuthorityNorTheTokensVolumeCounts() {
    ControlPlaneConfig config = Configs.of("");
    ObjectNode pod = pod("{}");
    String before = hash(injected(injector(config, "one"), pod).orElseThrow());
    ((ObjectNode) pod.at("/spec/containers/0/volumeMounts/0")).put("name", "kube-api-access-2");
    assertThat(hash(injected(injector(config, "two"), pod).orElseThrow())).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "'{runtime: {kubernetes: {injector: {sidecarContainer: {image: new}}}}}', '', STALE",
    "'{runtime: {kubernetes: {injector: {sidecarContainer: {drainTime: 50s}}}}}', '', STALE",
    // What the pod says itself is not changed by a setting.
    "'{runtime: {kubernetes: {injector: {sidecarContainer: {drainTime: 50s}}}}}', 'kuma.io/sidecar-drain-time: 40s', CURRENT",
    "'{runtime: {kubernetes: {injector: {virtualProbesPort: 9100}}}}', '', STALE",
    "'{runtime: {kubernetes: {injector: {virtualProbesPort: 9100}}}}', 'kuma.io/virtual-probes-port: \"9050\"', CURRENT",
    "'{runtime: {kubernetes: {injector: {builtinDNS: {port: 15054}}}}}', '', STALE",
    "'{runtime: {kubernetes: {injector: {sidecarTraffic: {excludeInboundPorts: [22]}}}}}', '', STALE",
    "'{runtime: {kubernetes: {injector: {sidecarTraffic: {excludeInboundPorts: [22]}}}}}', 'traffic.kuma.io/exclude-inbound-ports: \"8080\"', CURRENT",
    "'{higuma: {injector: {keepQosClass: true}}}', '', CURRENT",
    // A server's own port is nothing to a sidecar.
    "'{runtime: {kubernetes: {admissionServer: {port: 5444}}}}', '', CURRENT",
    "'{runtime: {kubernetes: {injector: {exceptions: {labels: {app: web}}}}}}', '', UNKNOWN",
  })
  void aSettingThatChanges(String settings, String annotation, String expected) {
    PodDraft running = injected(injector(""), pod("{" + annotation + "}")).orElseThrow();
    Verdict verdict = check(new SidecarCheck(injector(settings)), running);
    assertThat(verdict.getClass().getSimpleName()).isEqualToIgnoringCase(expected);
  }

  @Test
  void aGuaranteedPodGetsAnotherSidecarWhereTheClassIsKept() {
    ObjectNode pod = pod("{}");
    ((ObjectNode) pod.at("/spec/containers/0"))
        .set("resources", yaml("{limits: {cpu: '1', memory: 1Gi}}"));
    PodDraft running = injected(injector(""), pod).orElseThrow();
    assertThat(running.annotations()).containsEntry(INPUTS, "{\"guaranteed\":true}");
    var later = new SidecarCheck(injector("{higuma: {injector: {keepQosClass: true}}}"));
    assertThat(check(later, running)).isEqualTo(Verdict.STALE);
  }

  @Test
  void mostPodsNeedNoOtherAnnotation() {
    assertThat(injected(injector(""), pod("{}")).orElseThrow().annotations())
        .containsKey(HASH)
        .doesNotContainKey(INPUTS);
  }

  @Test
  void whatACopiedManifestSaysIsWrittenOver() {
    ObjectNode pod =
        pod(
            "{higuma.io/injection-hash: \"0\", higuma.io/injection-inputs: '{\"mesh\":\"other\"}'}");
    PodDraft running = injected(injector(""), pod).orElseThrow();
    assertThat(running.annotations()).containsEntry(INPUTS, "{}");
    assertThat(check(new SidecarCheck(injector("")), running)).isEqualTo(Verdict.CURRENT);
  }

  @Test
  void aPodOfKumaAndOneWithUnreadableInputs() {
    PodDraft running = injected(injector(""), pod("{}")).orElseThrow();
    var annotations = new TreeMap<>(running.annotations());
    annotations.put(INPUTS, "{");
    var check = new SidecarCheck(injector(""));
    assertThat(check.check(SampleCluster.NAMESPACE, running.labels(), annotations))
        .isEqualTo(Verdict.CURRENT);
    annotations.remove(HASH);
    assertThat(check.check(SampleCluster.NAMESPACE, running.labels(), annotations))
        .isEqualTo(Verdict.UNKNOWN);
  }

  private static Verdict check(SidecarCheck check, PodDraft running) {
    return check.check(SampleCluster.NAMESPACE, running.labels(), running.annotations());
  }

  private static Optional<PodDraft> injected(Injector injector, ObjectNode pod) {
    PodDraft draft = PodDraft.of(pod.deepCopy());
    return injector.inject(draft, SampleCluster.NAMESPACE) instanceof InjectionDecision.Inject
        ? Optional.of(draft)
        : Optional.empty();
  }

  private static String hash(PodDraft pod) {
    return pod.annotations().getOrDefault(HASH, "");
  }

  /** What the sum is of. */
  private static List<Object> visible(PodDraft pod) {
    var all = new ArrayList<Object>();
    for (ObjectNode container : InjectedPods.added(pod)) {
      ObjectNode copy = container.deepCopy();
      for (var mounts = copy.path("volumeMounts").elements(); mounts.hasNext(); ) {
        if (mounts.next().path("mountPath").asText().equals(Names.TOKEN_DIRECTORY)) {
          mounts.remove();
        }
      }
      all.add(copy);
      all.add(pod.initContainers().indexOf(container) < 0);
    }
    Map<String, String> written = new TreeMap<>(pod.annotations());
    written.keySet().retainAll(WrittenAnnotations.DESCRIBING);
    written.remove(Annotations.DEFAULT_CONTAINER.name());
    all.add(written);
    return all;
  }

  private static Injector injector(String settings) {
    return injector(Configs.of(settings), "-----BEGIN CERTIFICATE-----\n");
  }

  private static Injector injector(ControlPlaneConfig config, String authority) {
    return Injector.of(
        config,
        SidecarForm.CLASSIC,
        () -> authority,
        new OfflineCluster(SampleCluster.objects(), config.systemNamespace()));
  }

  private static ObjectNode pod(String annotations) {
    return (ObjectNode)
        yaml(
            """
            metadata:
              labels: {app: web, kuma.io/sidecar-injection: enabled}
              annotations: %s
            spec:
              containers:
              - name: web
                image: web
                volumeMounts:
                - {name: kube-api-access-1, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}
            """
                .formatted(annotations));
  }

  private static JsonNode yaml(String text) {
    try {
      return JSON.readTree(JSON.writeValueAsString(new YAMLMapper().readTree(text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
