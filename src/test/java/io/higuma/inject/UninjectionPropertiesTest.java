package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.Configs;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.metadata.Annotations;
import io.higuma.workload.ForAll;
import io.higuma.workload.SampleCluster;
import io.higuma.workload.SamplePod;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every pod whose injection is taken back, whatever the settings. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.higuma.inject.InjectorVariant#all")
class UninjectionPropertiesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Optional<NamespaceMetadata> NAMESPACE = Optional.of(NamespaceMetadata.BARE);
  private static final List<SamplePod> PODS =
      SamplePod.allHalfOfTheFuture(200).stream()
          .filter(sample -> !SamplePod.staysPlain(sample.pod()))
          .toList();

  private final ControlPlaneConfig config;
  private final Injector injector;

  UninjectionPropertiesTest(InjectorVariant variant) {
    config = variant.config();
    injector = variant.injector();
  }

  @Test
  void withTheRecordThePodIsTheOriginal() {
    forAll(pod -> {
      pod.withObject("/metadata/annotations").put(KeptOriginal.KEY, "enabled");
      ObjectNode injected = injected(pod);
      assertThat(uninjected(InjectionRemover.assuming(config), injected, Optional.empty()))
          .as("with the record")
          .isEqualTo(pod);
    });
  }

  @Test
  void withoutItOnlyWhatIsListedIsLost() {
    forAll(pod -> {
      ObjectNode injected = injected(pod);
      ObjectNode found = uninjected(InjectionRemover.knowing(config), injected, NAMESPACE);
      assertThat(found).as("without a record").isEqualTo(ListedLosses.in(pod, injected, found));
    });
  }

  /** What the settings exclude counts as the pod's own then. */
  @Test
  void assumedSettingsCostNothingButAnnotations() {
    InjectionRemover assuming = InjectionRemover.assuming(Configs.defaults());
    forAll(pod -> {
      ObjectNode injected = injected(pod);
      ObjectNode found = uninjected(assuming, injected, NAMESPACE);
      ObjectNode annotations = found.withObject("/metadata").withObjectProperty("annotations");
      annotations
          .properties()
          .removeIf(entry ->
              entry.getKey().startsWith("traffic.kuma.io/exclude-")
                  && pod.at("/metadata/annotations").path(entry.getKey()).isMissingNode());
      if (annotations.isEmpty()) {
        found.withObjectProperty("metadata").remove("annotations");
      }
      assertThat(found)
          .as("with assumed settings")
          .isEqualTo(ListedLosses.in(pod, injected, found));
    });
  }

  @Test
  void whatComesOutIsInjectedAsBefore() {
    forAll(pod -> {
      if (!config.injector().transparentProxyConfigMap().isEmpty()) {
        // Replaced by the default, although the sidecar's probes follow it.
        pod.withObject("/metadata/annotations").remove(Annotations.ADMIN_PORT.name());
      }
      ObjectNode injected = injected(pod);
      ObjectNode found = uninjected(InjectionRemover.knowing(config), injected, NAMESPACE);
      // What the settings say anyway is not given back, so the pod does not say it any more.
      ObjectNode again = injected(found);
      Stream.of(again, injected)
          .map(one -> one.withObject("/metadata/annotations"))
          .forEach(annotations -> annotations.remove(Annotations.INJECTION_INPUTS.name()));
      assertThat(again).as("injected again").isEqualTo(injected);
    });
  }

  private static void forAll(Consumer<ObjectNode> property) {
    ForAll.assertHolds(PODS, property);
  }

  /** As it is read back from somewhere. */
  private ObjectNode injected(ObjectNode pod) {
    PodDraft draft = PodDraft.of(pod.deepCopy());
    assertThat(injector.inject(draft, SampleCluster.NAMESPACE))
        .as("decision")
        .isInstanceOfSatisfying(
            InjectionDecision.Inject.class,
            inject ->
                assertThat(inject.notices())
                    .extracting(Notice::reason)
                    .doesNotContain(NoticeReason.ORIGINAL_NOT_KEPT));
    try {
      return (ObjectNode) JSON.readTree(JSON.writeValueAsString(draft.pod()));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode uninjected(
      InjectionRemover remover, ObjectNode injected, Optional<NamespaceMetadata> namespace) {
    Removal removal = remover.remove(injected, namespace);
    assertThat(removal).as("removal").isInstanceOf(Removal.Removed.class);
    return ((Removal.Removed) removal).pod();
  }
}
