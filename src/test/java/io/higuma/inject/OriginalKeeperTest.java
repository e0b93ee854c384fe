package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.Configs;
import io.higuma.inject.InjectionDecision.Inject;
import io.higuma.inject.InjectionDecision.Reject;
import io.higuma.validation.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods that ask for it keep a record of their original. */
class OriginalKeeperTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "higuma.io/original";
  private static final String BY_DEFAULT = "higuma: {injector: {keepOriginal: true}}";

  @ParameterizedTest(name = "setting {0}, namespace {1}, pod {2}: {3}")
  @CsvSource({
    "false,,,false",
    "false,,enabled,true",
    "false,,yes,true",
    "false,,disabled,false",
    "false,enabled,,true",
    "false,enabled,no,false",
    "false,disabled,true,true",
    "true,,,true",
    "true,disabled,,false",
    "true,,disabled,false",
    "true,disabled,enabled,true",
  })
  void theNearestWordCounts(
      boolean setting, @Nullable String ofNamespace, @Nullable String ofPod, boolean kept)
      throws Exception {
    ObjectNode pod = pod();
    if (ofPod != null) {
      annotate(pod, ofPod);
    }
    ObjectNode injected = inject(injector(setting ? BY_DEFAULT : "", ofNamespace), pod);

    JsonNode value = injected.at("/metadata/annotations").path(KEY);
    assertThat(OriginalRecordCodec.isRecord(value.asText(""))).isEqualTo(kept);
    if (kept) {
      assertThat(uninject(injected)).isEqualTo(pod);
    } else {
      assertThat(value).isEqualTo(pod.at("/metadata/annotations").path(KEY));
    }
  }

  @Test
  void theRecordIsAllThatIsMore() throws Exception {
    ObjectNode plain = inject(injector("", null), pod());
    ObjectNode kept = inject(injector("", "enabled"), pod());
    ((ObjectNode) kept.at("/metadata/annotations")).remove(KEY);
    assertThat(kept).isEqualTo(plain);
    assertThat(kept.toString()).isEqualTo(plain.toString());
  }

  @Test
  void aNamespaceThatCannotBeReadIsNoticed() throws Exception {
    PodDraft draft = PodDraft.of(pod());
    assertThat(injector("", "perhaps").inject(draft, "shop"))
        .isInstanceOfSatisfying(
            Inject.class,
            inject -> {
              assertThat(inject.notices())
                  .extracting(Notice::reason)
                  .containsExactly(NoticeReason.UNREADABLE_VALUE);
              assertThat(inject.notices().getFirst().message())
                  .contains(KEY, "namespace", "\"perhaps\"", "use enabled or disabled");
            });
    assertThat(draft.annotations()).doesNotContainKey(KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"perhaps", "", "{", "{\"sum\":\"00000000\",\"version\":1}"})
  void aPodThatCannotBeReadIsRefused(String value) throws Exception {
    ObjectNode pod = pod();
    annotate(pod, value);
    ((ObjectNode) pod.at("/metadata/annotations")).put("kuma.io/sidecar-drain-time", "soon");
    ObjectNode before = pod.deepCopy();

    assertThat(injector("", null).inject(PodDraft.of(pod), "shop"))
        .isInstanceOfSatisfying(
            Reject.class,
            reject -> {
              assertThat(reject.reason()).isEqualTo(RejectReason.INVALID_ANNOTATION);
              assertThat(Violation.join(reject.violations()))
                  .contains("kuma.io/sidecar-drain-time", "metadata.annotations[\"" + KEY + "\"]")
                  .contains("enabled");
            });
    assertThat(pod).isEqualTo(before);
  }

  @Test
  void theLastByteThatFitsCounts() throws Exception {
    ObjectNode pod = pod();
    annotate(pod, "enabled");
    ObjectNode annotations = (ObjectNode) pod.at("/metadata/annotations");
    annotations.put("note", "");
    int size =
        PodDraft.of(inject(injector("", null), pod)).annotations().entrySet().stream()
            .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
            .sum();
    // Two bytes each.
    String filling = "ü".repeat((256 * 1024 - size) / 2) + "x".repeat(size % 2);
    annotations.put("note", filling);

    assertThat(uninject(inject(injector("", null), pod))).isEqualTo(pod);

    annotations.put("note", filling + "x");
    PodDraft full = PodDraft.of(pod.deepCopy());
    assertThat(injector("", null).inject(full, "shop"))
        .isInstanceOfSatisfying(
            Inject.class,
            inject ->
                assertThat(inject.notices())
                    .singleElement()
                    .satisfies(notice -> {
                      assertThat(notice.reason()).isEqualTo(NoticeReason.ORIGINAL_NOT_KEPT);
                      assertThat(notice.message()).contains(KEY, "leave no room");
                    }));
    assertThat(full.annotations()).containsEntry(KEY, "enabled");
    assertThat(InjectionRemover.knowing(Configs.defaults()).remove(full.pod(), Optional.empty()))
        .isInstanceOfSatisfying(
            Removal.Removed.class,
            removed -> {
              assertThat(removed.pod().at("/metadata/annotations").path(KEY).asText())
                  .isEqualTo("enabled");
              assertThat(removed.notes())
                  .containsExactly(
                      "annotation higuma.io/original asks for a record of the original, but there is none: the original is inferred");
            });
  }

  @Test
  void whatCannotBeGivenBackIsNotRecorded() throws Exception {
    ObjectNode pod = pod();
    annotate(pod, "enabled");
    pod.withObject("/spec")
        .withArrayProperty("initContainers")
        .addObject()
        .put("name", "kuma-init");
    PodDraft draft = PodDraft.of(pod);

    assertThat(injector("", null).inject(draft, "shop"))
        .isInstanceOfSatisfying(
            Inject.class,
            inject ->
                assertThat(inject.notices())
                    .extracting(Notice::reason)
                    .containsExactly(NoticeReason.ORIGINAL_NOT_KEPT));
    assertThat(draft.annotations()).containsEntry(KEY, "enabled");
  }

  @Test
  void probesOfLateContainersJoinTheRecord() throws Exception {
    Injector injector = injector("", "enabled");
    ObjectNode pod = pod();
    ObjectNode injected = inject(injector, pod);
    JsonNode late =
        JSON.readTree(
            """
            {"name": "agent", "image": "agent", "ports": [{"name": "health", "containerPort": 7000}],
             "livenessProbe": {"httpGet": {"port": "health", "host": "agent.example"}}}
            """);
    injected.withObject("/spec").withArrayProperty("containers").add(late.deepCopy());

    ObjectNode again = inject(injector, injected);

    assertThat(again.at("/spec/containers/1/livenessProbe/httpGet/path").asText())
        .isEqualTo("/7000/");
    pod.withObject("/spec").withArrayProperty("containers").add(late);
    assertThat(uninject(again)).isEqualTo(pod);
  }

  @Test
  void aSecondPassLeavesADamagedRecordAlone() throws Exception {
    Injector injector = injector("", "enabled");
    ObjectNode injected = inject(injector, pod());
    annotate(injected, "{}");
    addLate(injected);
    PodDraft draft = PodDraft.of(injected);

    assertThat(injector.inject(draft, "shop"))
        .isInstanceOfSatisfying(
            Inject.class,
            inject ->
                assertThat(inject.notices())
                    .singleElement()
                    .satisfies(notice -> {
                      assertThat(notice.reason()).isEqualTo(NoticeReason.ORIGINAL_NOT_KEPT);
                      assertThat(notice.message()).contains("checksum", "late");
                    }));
    assertThat(draft.annotations()).containsEntry(KEY, "{}");
  }

  @Test
  void aPodWithoutARecordGetsNoneInASecondPass() throws Exception {
    ObjectNode injected = inject(injector("", null), pod());
    annotate(injected, "enabled");
    addLate(injected);

    assertThat(inject(injector("", "enabled"), injected).at("/metadata/annotations").path(KEY))
        .isEqualTo(JSON.valueToTree("enabled"));
  }

  private static void addLate(ObjectNode pod) {
    pod.withObject("/spec")
        .withArrayProperty("containers")
        .addObject()
        .put("name", "agent")
        .putObject("livenessProbe")
        .putObject("tcpSocket")
        .put("port", 7000);
  }

  private static ObjectNode inject(Injector injector, ObjectNode pod) {
    PodDraft draft = PodDraft.of(pod.deepCopy());
    assertThat(injector.inject(draft, "shop")).isInstanceOf(Inject.class);
    return draft.pod();
  }

  private static ObjectNode uninject(ObjectNode pod) {
    return switch (InjectionRemover.knowing(Configs.defaults())
        .remove(pod, Optional.of(NamespaceMetadata.BARE))) {
      case Removal.Removed(var original, var notes) -> {
        assertThat(notes).isEmpty();
        yield original;
      }
      case Removal.NotInjected() -> throw new AssertionError("not injected");
      case Removal.Refused(var violations) -> throw new AssertionError(Violation.join(violations));
    };
  }

  private static void annotate(ObjectNode pod, String value) {
    pod.withObject("/metadata").withObjectProperty("annotations").put(KEY, value);
  }

  private static Injector injector(String config, @Nullable String annotation) {
    ObjectNode mesh = object("kuma.io/v1alpha1", "Mesh", "default");
    ObjectNode namespace = object("v1", "Namespace", "shop");
    ObjectNode metadata = namespace.withObject("/metadata");
    metadata.putObject("labels").put("kuma.io/sidecar-injection", "enabled");
    if (annotation != null) {
      metadata.putObject("annotations").put(KEY, annotation);
    }
    return Injector.of(
        Configs.of(config),
        SidecarForm.NATIVE,
        () -> "",
        new OfflineCluster(List.of(mesh, namespace), "kuma-system"));
  }

  private static ObjectNode object(String version, String kind, String name) {
    return JSON.valueToTree(
        Map.of("apiVersion", version, "kind", kind, "metadata", Map.of("name", name)));
  }

  private static ObjectNode pod() throws Exception {
    return (ObjectNode)
        new YAMLMapper()
            .readTree(
                """
                metadata:
                  name: web
                spec:
                  containers:
                  - name: web
                    image: web
                    ports: [{name: http, containerPort: 8080}]
                    readinessProbe:
                      httpGet: {path: ready, port: http, host: web.example}
                """);
  }
}
