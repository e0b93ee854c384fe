package io.higuma.containerpatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.higuma.containerpatch.ApiType.Field;
import io.higuma.containerpatch.ApiType.ListOf;
import io.higuma.containerpatch.ApiType.MapOf;
import io.higuma.containerpatch.ApiType.Scalar;
import io.higuma.containerpatch.ApiType.Struct;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StoredPodTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void quantitiesOfThePodAreCanonical() throws JsonProcessingException {
    assertThat(
            tidied(
                """
                spec:
                  overhead: {cpu: 1000m, memory: 120Mi}
                  resources: {limits: {memory: 2048Mi}, requests: {cpu: 0.5}}
                  containers:
                  - {name: cart, resources: {limits: {memory: 1024Mi}}}
                  volumes:
                  - {name: scratch, emptyDir: {medium: Memory, sizeLimit: 1024Mi}}
                  - {name: plain, emptyDir: {}}
                  - name: claimed
                    ephemeral: {volumeClaimTemplate: {spec: {resources: {requests: {storage: 1024Gi}}}}}
                """))
        .isEqualTo(
            YAML.readTree(
                """
                spec:
                  overhead: {cpu: "1", memory: 120Mi}
                  resources: {limits: {memory: 2Gi}, requests: {cpu: 500m}}
                  containers:
                  - {name: cart, resources: {limits: {memory: 1Gi}}}
                  volumes:
                  - {name: scratch, emptyDir: {medium: Memory, sizeLimit: 1Gi}}
                  - {name: plain, emptyDir: {}}
                  - name: claimed
                    ephemeral: {volumeClaimTemplate: {spec: {resources: {requests: {storage: 1Ti}}}}}
                """));
  }

  @Test
  void whatIsUnknownOrNoQuantityStays() throws JsonProcessingException {
    String odd =
        """
        spec:
          overhead: much
          resources: {limits: {memory: lots}, later: {cpu: 1000m}}
          volumes: [{name: a, emptyDir: {sizeLimit: [1]}}, none, {name: b, later: {sizeLimit: 1024Mi}}]
        """;
    assertThat(tidied(odd)).isEqualTo(YAML.readTree(odd));
    assertThat(tidied("metadata: {}")).isEqualTo(YAML.readTree("metadata: {}"));
  }

  /** A new version of the model may have new ones. */
  @Test
  void knowsEveryQuantityOfTheModel() {
    Set<String> known = new TreeSet<>();
    collect("spec", StoredPod.SPEC, known);
    Set<String> ofTheModel = new TreeSet<>();
    collect("spec", JSON.constructType(PodSpec.class), ofTheModel);
    // Nobody creates a pod with these: they are added to one that runs.
    ofTheModel.removeIf(path -> path.startsWith("spec.ephemeralContainers"));
    assertThat(known).isEqualTo(ofTheModel);
  }

  private static void collect(String at, ApiType type, Set<String> found) {
    switch (type) {
      case Scalar scalar -> {
        if (scalar == Scalar.QUANTITY) {
          found.add(at);
        }
      }
      case ListOf(var item) -> collect(at + "[]", item, found);
      case MapOf(var value) -> collect(at + "{}", value, found);
      case Struct(var fields) -> {
        for (Field field : fields) {
          collect(at + "." + field.name(), field.type(), found);
        }
      }
    }
  }

  private static void collect(String at, JavaType model, Set<String> found) {
    if (model.hasRawClass(Quantity.class)) {
      found.add(at);
    } else if (model.isMapLikeType()) {
      collect(at + "{}", model.getContentType(), found);
    } else if (model.isCollectionLikeType()) {
      collect(at + "[]", model.getContentType(), found);
    } else if (model.getRawClass().getName().startsWith("io.fabric8.")) {
      for (BeanPropertyDefinition property :
          JSON.getDeserializationConfig().introspect(model).findProperties()) {
        if (property.hasField()) {
          collect(at + "." + property.getName(), property.getField().getType(), found);
        }
      }
    }
  }

  private static ObjectNode tidied(String pod) throws JsonProcessingException {
    ObjectNode tree = (ObjectNode) YAML.readTree(pod);
    StoredPod.tidy(tree);
    return tree;
  }
}
