package io.higuma.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifests of deploy/ that this build was made with. */
final class Packaged {
  /** As in the manifests. */
  static final String SYSTEM_NAMESPACE = "kuma-system";

  /** Of the Deployment, the Service, the ServiceAccount and the roles. */
  static final String NAME = "kuma-control-plane";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Packaged() {}

  /** The CustomResourceDefinitions. */
  static List<ObjectNode> crds() {
    var crds = new ArrayList<ObjectNode>();
    objects("crds/kustomization.yaml", SYSTEM_NAMESPACE)
        .getFirst()
        .path("resources")
        .forEach(file -> crds.addAll(objects("crds/" + file.asText(), SYSTEM_NAMESPACE)));
    return crds;
  }

  /** The two webhook configurations. */
  static List<ObjectNode> webhooks(String systemNamespace) {
    return objects("05-webhooks.yaml", systemNamespace);
  }

  /** Roles, bindings and the ServiceAccount. */
  static List<ObjectNode> rights(String systemNamespace) {
    return objects("01-rbac.yaml", systemNamespace);
  }

  private static List<ObjectNode> objects(String file, String systemNamespace) {
    try (var stream = Objects.requireNonNull(Packaged.class.getResourceAsStream(file), file)) {
      String text =
          new String(stream.readAllBytes(), StandardCharsets.UTF_8)
              .replace(SYSTEM_NAMESPACE, systemNamespace);
      var objects = new ArrayList<ObjectNode>();
      // Jackson's own reader does not follow anchors.
      for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(text)) {
        objects.add(JSON.valueToTree(document));
      }
      return objects;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
