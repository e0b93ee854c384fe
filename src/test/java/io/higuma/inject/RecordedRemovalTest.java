package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.Configs;
import io.higuma.validation.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a record gives back, and which records are not believed. */
class RecordedRemovalTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "higuma.io/original";

  @Test
  void whatOthersChangedStays() throws Exception {
    ObjectNode pod = injected("");
    ObjectNode annotations = (ObjectNode) pod.at("/metadata/annotations");
    annotations.put("kuma.io/envoy-admin-port", "1").put("other", "new");
    annotations.remove("kuma.io/sidecar-uid");
    ((ObjectNode) pod.at("/metadata/labels")).put("kuma.io/mesh", "other").put("more", "yes");
    ObjectNode web = container(pod, "web");
    web.put("image", "web:2");
    ((ObjectNode) web.path("readinessProbe")).put("periodSeconds", 3);
    ((ObjectNode) web.at("/readinessProbe/httpGet")).put("scheme", "HTTP");
    web.putObject("startupProbe").putObject("httpGet").put("path", "/up").put("port", 8080);
    ((ObjectNode) web.at("/livenessProbe/httpGet")).put("path", "/8080/other");
    pod.withObject("/spec").withArrayProperty("volumes").addObject().put("name", "late");

    var removed = (Removal.Removed) remove(pod);

    ObjectNode expected = pod();
    ObjectNode metadata = expected.withObject("/metadata");
    metadata.withObjectProperty("labels").put("kuma.io/mesh", "other").put("more", "yes");
    metadata
        .withObjectProperty("annotations")
        .put("kuma.io/envoy-admin-port", "1")
        .put("other", "new")
        .remove("kuma.io/sidecar-uid");
    ObjectNode changed = container(expected, "web");
    changed.put("image", "web:2");
    ((ObjectNode) changed.path("readinessProbe")).put("periodSeconds", 3);
    changed.putObject("startupProbe").putObject("httpGet").put("path", "/up").put("port", 8080);
    changed.putObject("livenessProbe").putObject("httpGet").put("path", "/other").put("port", 8080);
    expected.withObject("/spec").withArrayProperty("volumes").addObject().put("name", "late");
    assertThat(removed.pod()).isEqualTo(expected);
    assertThat(removed.notes())
        .containsExactly(
            "livenessProbe of container web is not as the record has it, so its original is inferred");
  }

  @Test
  void aVolumeThatSomebodyElseUsesIsMissed() throws Exception {
    ObjectNode pod = injected("");
    JsonNode mount = JSON.readTree("{\"name\": \"kuma-init-tmp\", \"mountPath\": \"/mine\"}");
    container(pod, "web").putArray("volumeMounts").add(mount);
    assertThat(((Removal.Removed) remove(pod)).notes())
        .containsExactly("container web mounts kuma-init-tmp, a volume that goes with the sidecar");
  }

  @Test
  void aContainerThatIsGoneStaysGone() throws Exception {
    ObjectNode pod = injected("");
    pod.withObject("/spec").withArrayProperty("containers").remove(0);
    ObjectNode expected = pod();
    expected.withObject("/spec").putArray("containers");
    assertThat(((Removal.Removed) remove(pod)).pod()).isEqualTo(expected);
  }

  @Test
  void containersThatAPatchRenamedAreKnown() throws Exception {
    ObjectNode pod = injected("runtime: {kubernetes: {injector: {containerPatches: [renamed]}}}");
    assertThat(pod.at("/spec/initContainers").findValuesAsText("name"))
        .contains("proxy", "redirect");
    assertThat(((Removal.Removed) remove(pod)).pod()).isEqualTo(pod());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}",
        "{\"sum\":\"",
        "{\"sum\":\"00000000\",\"version\":1,\"containers\":[\"web\"]}"
      })
  void damageIsFound(String text) throws Exception {
    ObjectNode pod = injected("");
    ((ObjectNode) pod.at("/metadata/annotations")).put(KEY, text);
    assertRefused(pod, "can't be read", "checksum", "remove the annotation");
  }

  @Test
  void aLetterMoreOrLessIsFound() throws Exception {
    ObjectNode pod = injected("");
    ObjectNode annotations = (ObjectNode) pod.at("/metadata/annotations");
    String text = annotations.path(KEY).asText();
    for (int i = 1; i < text.length(); i++) {
      annotations.put(KEY, text.substring(0, i) + text.substring(i + 1));
      assertThat(remove(pod)).as("without character %d", i).isInstanceOf(Removal.Refused.class);
      annotations.put(KEY, text.substring(0, i) + "0" + text.substring(i));
      assertThat(remove(pod)).as("with one before %d", i).isInstanceOf(Removal.Refused.class);
    }
  }

  /**
   * Something that somebody changed in a record, and its checksum with it.
   *
   * @param words that the refusal has
   */
  record Forgery(Consumer<ObjectNode> change, List<String> words) {
    @Override
    public String toString() {
      return words.getFirst();
    }
  }

  private static Forgery forgery(Consumer<ObjectNode> change, String... words) {
    return new Forgery(change, List.of(words));
  }

  static Stream<Forgery> forgeries() {
    return Stream.of(
        forgery(record -> record.put("version", 2), "version 2", "knows version 1"),
        forgery(record -> record.put("more", 1), "field more"),
        forgery(record -> record.put("request", 1), "field request", "a text"),
        forgery(record -> record.put("labels", 1), "field labels", "an object"),
        forgery(record -> record.put("volumes", "all"), "field volumes", "a list"),
        forgery(record -> record.putArray("containers").add(1), "containers", "texts"),
        forgery(
            record -> record.withObjectProperty("annotations").put("kuma.io/sidecar-uid", "1"),
            "annotations",
            "lists of one or two values"),
        forgery(
            record -> record.putObject("made").put("spec.containers", "empty"),
            "made",
            "absent or null"),
        forgery(record -> record.withObjectProperty("probes").put("web", 1), "web", "an object"),
        forgery(record -> change(record, "labels", "app"), "the label app", "never does"),
        forgery(
            record -> change(record, "annotations", "note"), "the annotation note", "never does"),
        forgery(
            record ->
                record
                    .withObjectProperty("annotations")
                    .putArray("kuma.io/sidecar-uid")
                    .add("5678")
                    .addObject(),
            "kuma.io/sidecar-uid",
            "no text"),
        forgery(record -> record.remove(List.of("containers", "initContainers")), "no container"),
        forgery(
            record -> record.putArray("containers").add("web"),
            "added web to spec.containers",
            "does not look so"),
        forgery(
            record -> record.putArray("containers").add("kuma-sidecar"),
            "added kuma-sidecar to spec.containers",
            "none of that name"),
        forgery(
            record -> record.withArrayProperty("volumes").add("data"),
            "added data to spec.volumes",
            "does not look so"),
        forgery(
            record -> record.withObjectProperty("probes").putObject("kuma-sidecar"),
            "probes of kuma-sidecar"),
        forgery(record -> handler(record).put("path", "/elsewhere"), "readinessProbe of web"),
        forgery(
            record -> handler(record).put("port", 9),
            "readinessProbe of web",
            "not have rewritten"),
        forgery(
            record -> probe(record).set(1, JSON.createObjectNode().put("exec", 1)),
            "readinessProbe of web"),
        forgery(record -> probe(record).set(0, JSON.createObjectNode()), "readinessProbe of web"));
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void whatInjectionWouldNotDoIsNotBelieved(Forgery forgery) throws Exception {
    ObjectNode pod = injected("");
    ObjectNode annotations = (ObjectNode) pod.at("/metadata/annotations");
    ObjectNode record = (ObjectNode) JSON.readTree(annotations.path(KEY).asText());
    record.remove("sum");
    forgery.change().accept(record);
    String body = record.toString().substring(1);
    var sum = new CRC32();
    sum.update(body.getBytes(StandardCharsets.UTF_8));
    annotations.put(KEY, "{\"sum\":\"%08x\",%s".formatted(sum.getValue(), body));
    assertRefused(pod, forgery.words().toArray(String[]::new));
  }

  @Test
  void aNameThatStandsTwiceIsRefused() throws Exception {
    ObjectNode pod = injected("");
    pod.withObject("/spec")
        .withArrayProperty("initContainers")
        .addObject()
        .put("name", "kuma-init");
    assertRefused(pod, "spec.initContainers", "several of that name");
  }

  private static void change(ObjectNode record, String field, String key) {
    record.withObjectProperty(field).putArray(key).add("web").add("other");
  }

  private static ArrayNode probe(ObjectNode record) {
    return (ArrayNode) record.at("/probes/web/readinessProbe");
  }

  private static ObjectNode handler(ObjectNode record) {
    return (ObjectNode) probe(record).at("/1/httpGet");
  }

  private static void assertRefused(ObjectNode pod, String... words) {
    ObjectNode before = pod.deepCopy();
    assertThat(remove(pod))
        .isInstanceOfSatisfying(
            Removal.Refused.class,
            refused ->
                assertThat(Violation.join(refused.violations()))
                    .contains("metadata.annotations[\"" + KEY + "\"]: the record of the original")
                    .contains(words));
    assertThat(pod).isEqualTo(before);
  }

  private static Removal remove(ObjectNode pod) {
    return InjectionRemover.assuming(Configs.defaults()).remove(pod, Optional.empty());
  }

  private static ObjectNode container(ObjectNode pod, String name) {
    return (ObjectNode)
        pod.at("/spec/containers")
            .valueStream()
            .filter(container -> container.path("name").asText().equals(name))
            .findFirst()
            .orElseThrow();
  }

  private static ObjectNode injected(String config) throws Exception {
    List<ObjectNode> objects =
        new YAMLMapper()
            .readerFor(ObjectNode.class)
            .<ObjectNode>readValues(
                """
                {apiVersion: kuma.io/v1alpha1, kind: Mesh, metadata: {name: default}}
                ---
                apiVersion: kuma.io/v1alpha1
                kind: ContainerPatch
                metadata: {name: renamed, namespace: kuma-system}
                spec:
                  sidecarPatch: [{op: replace, path: /name, value: '"proxy"'}]
                  initPatch: [{op: replace, path: /name, value: '"redirect"'}]
                """)
            .readAll();
    var cluster = new OfflineCluster(objects, "kuma-system");
    PodDraft draft = PodDraft.of(pod());
    assertThat(
            Injector.of(Configs.of(config), SidecarForm.NATIVE, () -> "", cluster)
                .inject(draft, "shop"))
        .isInstanceOf(InjectionDecision.Inject.class);
    assertThat(OriginalRecordCodec.isRecord(draft.annotations().getOrDefault(KEY, ""))).isTrue();
    return (ObjectNode) JSON.readTree(draft.pod().toString());
  }

  private static ObjectNode pod() throws Exception {
    JsonNode pod =
        new YAMLMapper()
            .readTree(
                """
                metadata:
                  name: web
                  labels: {kuma.io/sidecar-injection: enabled, app: web}
                  annotations:
                    higuma.io/original: "true"
                    note: mine
                    kuma.io/sidecar-uid: "1"
                spec:
                  containers:
                  - name: web
                    image: web
                    readinessProbe:
                      httpGet: {path: ready, port: 8080, host: web.example}
                    livenessProbe:
                      httpGet: {port: 8080}
                  volumes:
                  - name: data
                    emptyDir: {}
                """);
    return (ObjectNode) pod;
  }
}
