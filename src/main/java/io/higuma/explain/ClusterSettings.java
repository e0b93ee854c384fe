package io.higuma.explain;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.config.ConfigFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings of a control plane that runs in a cluster, as it reads them: a file in a ConfigMap
 * and the variables of its Deployment.
 *
 * @param referenced variables whose values stand elsewhere, and are not read: they may be secret
 */
record ClusterSettings(
    Optional<ConfigFile> file, Map<String, String> variables, List<String> referenced) {
  static final String CONFIG_MAP = "kuma-control-plane-config";

  static ClusterSettings of(Optional<ApiObject> configMap, Optional<ApiObject> deployment) {
    var variables = new TreeMap<String, String>();
    var referenced = new ArrayList<String>();
    deployment
        .map(found -> found.json().at("/spec/template/spec/containers"))
        .ifPresent(containers -> {
          for (JsonNode container : containers) {
            container.path("env").forEach(variable -> read(variable, variables, referenced));
            if (!container.path("envFrom").isEmpty()) {
              referenced.add("all of envFrom");
            }
          }
        });
    return new ClusterSettings(configMap.flatMap(ClusterSettings::file), variables, referenced);
  }

  private static Optional<ConfigFile> file(ApiObject configMap) {
    JsonNode text = configMap.json().path("data").path("config.yaml");
    return text.isTextual()
        ? Optional.of(new ConfigFile(configMap.describe(), text.textValue()))
        : Optional.empty();
  }

  private static void read(
      JsonNode variable, Map<String, String> variables, List<String> referenced) {
    String name = variable.path("name").asText("");
    if (!name.startsWith("KUMA_") && !name.startsWith("HIGUMA_")) {
      return;
    }
    if (variable.path("valueFrom").isObject()) {
      referenced.add(name);
    } else {
      variables.put(name, variable.path("value").asText(""));
    }
  }
}
