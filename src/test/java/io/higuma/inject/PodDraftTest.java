package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodDraftTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"metadata\":{\"labels\":null},\"spec\":{\"initContainers\":null,\"containers\":[]}}",
        "{\"metadata\":{\"labels\":{\"a/b~c\":\"1\"},\"annotations\":{\"x\":\"y\"}},"
            + "\"spec\":{\"unknown\":{\"kept\":true},\"volumes\":[{\"name\":\"v\"}],"
            + "\"initContainers\":[{\"name\":\"i\"}],"
            + "\"containers\":[{\"name\":\"c\",\"livenessProbe\":{\"exec\":{}}}]}}"
      })
  void thePatchLeadsFromTheOriginalToTheDraft(String original) throws Exception {
    PodDraft draft = PodDraft.of((ObjectNode) JSON.readTree(original));

    draft.label("a/b~c", "2");
    draft.label("new", "label");
    draft.annotate("kuma.io/x", "1");
    draft.annotate("kuma.io/x", "2");
    draft.addVolume(named("one"));
    draft.addVolume(named("two"));
    draft.addInitContainerFirst(named("sidecar"));
    draft.addInitContainerFirst(named("init"));
    draft.addInitContainerLast(named("last"));
    draft.addContainerFirst(named("first"));
    for (ObjectNode container : draft.containers()) {
      draft.replaceProbe(container, "livenessProbe", named("probe"));
    }

    JsonNode patched = JsonPatch.apply(JSON.valueToTree(draft.patch()), JSON.readTree(original));
    assertThat(patched).isEqualTo(draft.pod());
  }

  @Test
  void nothingChangedGivesNoPatch() throws Exception {
    PodDraft draft =
        PodDraft.of((ObjectNode) JSON.readTree("{\"metadata\":{\"labels\":{\"a\":\"1\"}}}"));

    draft.label("a", "1");

    assertThat(draft.patch()).isEmpty();
  }

  private static ObjectNode named(String name) {
    return JSON.createObjectNode().put("name", name);
  }
}
