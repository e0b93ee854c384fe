package io.higuma.deploy.olm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.CRDDescription;
import io.fabric8.openshift.api.model.operatorhub.v1alpha1.ClusterServiceVersion;
import io.higuma.yaml.YamlText;
import java.util.List;

/** A file-based catalog with this version alone: it takes the place of each one before. */
record Catalog(ClusterServiceVersion csv, Release release) {
  /** As {@code opm generate dockerfile} has it. */
  static final String DOCKERFILE =
      """
      FROM quay.io/operator-framework/opm:latest
      ENTRYPOINT ["/bin/opm"]
      CMD ["serve", "/configs", "--cache-dir=/tmp/cache"]
      COPY catalog /configs
      RUN ["/bin/opm", "serve", "/configs", "--cache-dir=/tmp/cache", "--cache-only"]
      LABEL operators.operatorframework.io.index.configs.v1=/configs
      """;

  /** What a catalog shows of a version that isn't installed. */
  private static final List<String> SHOWN =
      List.of(
          "description",
          "displayName",
          "installModes",
          "keywords",
          "links",
          "maintainers",
          "maturity",
          "minKubeVersion",
          "provider");

  private static final ObjectMapper JSON = new ObjectMapper();

  String text() {
    return String.join("---\n", YamlText.of(pack()), YamlText.of(channel()), YamlText.of(bundle()));
  }

  private ObjectNode pack() {
    ObjectNode made =
        JSON.createObjectNode()
            .put("schema", "olm.package")
            .put("name", Bundle.PACKAGE)
            .put("defaultChannel", Bundle.CHANNEL)
            .put("description", csv.getSpec().getDescription());
    made.set("icon", icon());
    return made;
  }

  private ObjectNode icon() {
    var icon = csv.getSpec().getIcon().getFirst();
    return JSON.createObjectNode()
        .put("base64data", icon.getBase64data())
        .put("mediatype", icon.getMediatype());
  }

  private ObjectNode channel() {
    ObjectNode made =
        JSON.createObjectNode()
            .put("schema", "olm.channel")
            .put("package", Bundle.PACKAGE)
            .put("name", Bundle.CHANNEL);
    made.putArray("entries")
        .addObject()
        .put("name", release.csv())
        .put("skipRange", csv.getMetadata().getAnnotations().get("olm.skipRange"));
    return made;
  }

  private ObjectNode bundle() {
    ObjectNode made =
        JSON.createObjectNode()
            .put("schema", "olm.bundle")
            .put("package", Bundle.PACKAGE)
            .put("name", release.csv())
            .put("image", release.bundleImage());
    ArrayNode properties = made.putArray("properties");
    property(properties, "olm.package")
        .put("packageName", Bundle.PACKAGE)
        .put("version", release.version());
    for (CRDDescription kind : csv.getSpec().getCustomresourcedefinitions().getOwned()) {
      property(properties, "olm.gvk")
          .put("group", kind.getName().substring(kind.getName().indexOf('.') + 1))
          .put("kind", kind.getKind())
          .put("version", kind.getVersion());
    }
    metadata(property(properties, "olm.csv.metadata"));
    ArrayNode images = made.putArray("relatedImages");
    images.addObject().put("image", release.bundleImage()).put("name", "");
    csv.getSpec()
        .getRelatedImages()
        .forEach(one -> images.addObject().put("image", one.getImage()).put("name", one.getName()));
    return made;
  }

  private void metadata(ObjectNode value) {
    JsonNode tree = Manifests.SERIALIZATION.convertValue(csv, JsonNode.class);
    value.set("annotations", tree.at("/metadata/annotations"));
    value.set("labels", tree.at("/metadata/labels"));
    value.putObject("apiServiceDefinitions");
    value.set("crdDescriptions", tree.at("/spec/customresourcedefinitions"));
    SHOWN.forEach(field -> value.set(field, tree.at("/spec").path(field)));
  }

  private static ObjectNode property(ArrayNode properties, String type) {
    return properties.addObject().put("type", type).putObject("value");
  }
}
