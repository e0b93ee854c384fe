package io.higuma.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.envoy.EnvoyJson;
import io.higuma.envoy.ProxyConfig;
import io.higuma.envoy.Resource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A configuration as people read it. Nothing in it is secret: certificates and keys are {@code
 * <cert>}.
 *
 * @param resources by type and name, as JSON; of secrets the names alone, as text
 */
record PrintedConfig(Map<PrintedType, SortedMap<String, JsonNode>> resources) {
  private static final String CERTIFICATE = "<cert>";
  private static final Pattern PEM = Pattern.compile("-----BEGIN |LS0tLS1CRUdJTi");

  /** Of these types alone. */
  static PrintedConfig of(ProxyConfig config, List<PrintedType> types) {
    var json = new EnvoyJson();
    var all = new EnumMap<PrintedType, SortedMap<String, JsonNode>>(PrintedType.class);
    var known = new ArrayList<Resource>();
    for (PrintedType type : PrintedType.values()) {
      if (type == PrintedType.secrets) {
        continue;
      }
      known.addAll(config.of(type.resources()).values());
      if (types.contains(type)) {
        var named = new TreeMap<String, JsonNode>();
        config
            .of(type.resources())
            .forEach((name, resource) -> named.put(name, withoutSecrets(json.of(resource))));
        all.put(type, named);
      }
    }
    if (types.contains(PrintedType.secrets)) {
      var named = new TreeMap<String, JsonNode>();
      json.secrets(known).forEach(name -> named.put(name, JsonNodeFactory.instance.textNode(name)));
      all.put(PrintedType.secrets, named);
    }
    return new PrintedConfig(Collections.unmodifiableMap(all));
  }

  /** The resources of one type. */
  SortedMap<String, JsonNode> of(PrintedType type) {
    return resources.getOrDefault(type, Collections.emptySortedMap());
  }

  /** One object with a list for each type. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    resources.forEach((type, named) -> {
      ArrayNode list = json.putArray(type.name());
      named.values().forEach(list::add);
    });
    return json;
  }

  private static JsonNode withoutSecrets(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(field -> field.setValue(withoutSecrets(field.getValue())));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, withoutSecrets(array.get(i)));
      }
    } else if (node.isTextual() && PEM.matcher(node.textValue()).find()) {
      return JsonNodeFactory.instance.textNode(CERTIFICATE);
    }
    return node;
  }
}
