package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.higuma.api.v1alpha1.Dataplane;
import io.higuma.api.v1alpha1.DataplaneSpec;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.api.v1alpha1.MeshSpec.MeshServicesMode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForgivingSpecsTest {
  private final ObjectMapper json =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .registerModule(new ForgivingSpecs());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7",
        "\"x\"",
        "[]",
        "true",
        "{\"networking\": 1}",
        "{\"networking\": {\"inbound\": {\"port\": 1}}}",
        "{\"networking\": {\"inbound\": [{\"port\": \"many\"}]}}",
        "{\"networking\": {\"inbound\": [{\"port\": 99999999999999999999}]}}",
        "{\"networking\": {\"inbound\": [{\"tags\": [[[]]]}]}}",
      })
  void aSpecThatMakesNoSenseIsEmpty(String spec) throws IOException {
    Dataplane dataplane =
        json.readValue(
            "{\"spec\": %s, \"mesh\": \"m\", \"metadata\": {\"name\": \"a\"}}".formatted(spec),
            Dataplane.class);
    assertThat(dataplane.getSpec()).isEqualTo(DataplaneSpec.EMPTY);
    assertThat(dataplane.getMesh()).isEqualTo("m");
    assertThat(dataplane.getMetadata().getName()).isEqualTo("a");
  }

  @Test
  void theOthersOfAListAreRead() throws IOException {
    List<Mesh> meshes =
        json.readerForListOf(Mesh.class)
            .readValue(
                """
                [{"spec": {"mtls": [1]}}, {"spec": null}, {},
                 {"spec": {"meshServices": {"mode": "Exclusive"}}}]
                """);
    assertThat(meshes)
        .extracting(Mesh::getSpec)
        .startsWith(MeshSpec.EMPTY, MeshSpec.EMPTY, MeshSpec.EMPTY);
    assertThat(meshes.get(3).getSpec().meshServicesMode()).isEqualTo(MeshServicesMode.Exclusive);
  }
}
