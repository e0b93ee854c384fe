package io.higuma.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.metadata.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names that are still allowed, but won't be: of services they become parts of the server names
 * (SNI) by which proxies of other zones are reached.
 */
public final class NameWarnings {
  private static final Pattern RFC_1035_LABEL = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final int MAX_SNI_PART = 63;

  private NameWarnings() {}

  public static List<String> of(ResourceView object) {
    return switch (object.kind()) {
      case MESH_SERVICE, MESH_EXTERNAL_SERVICE, MESH_MULTI_ZONE_SERVICE -> ofService(object);
      case MESH_TRUST ->
          object.spec().has("origin")
              ? List.of("spec.origin is deprecated and set by the control plane as status.origin")
              : List.of();
      default -> List.of();
    };
  }

  private static List<String> ofService(ResourceView object) {
    var warnings = new ArrayList<String>();
    String name = object.name();
    if (!name.isEmpty() && !RFC_1035_LABEL.matcher(name).matches()) {
      warnings.add(
          "metadata.name: \"%s\" is deprecated, a name must be an RFC 1035 label: at most 63 of a-z, 0-9 and '-', from a letter to a letter or digit"
              .formatted(name));
    }
    checkPart("the display name", object.displayName(), warnings);
    checkPart(
        "metadata.labels[\"%s\"]".formatted(Labels.ZONE.name()),
        object.label(Labels.ZONE.name()),
        warnings);
    JsonNode ports = object.spec().path("ports");
    for (int i = 0; i < ports.size(); i++) {
      checkPart(
          "spec.ports[%d].name".formatted(i), ports.path(i).path("name").asText(""), warnings);
    }
    return warnings;
  }

  private static void checkPart(String field, String value, List<String> warnings) {
    if (value.indexOf('.') >= 0 || value.length() > MAX_SNI_PART) {
      warnings.add(
          "%s: \"%s\" is deprecated, it is part of a server name (SNI): no dots and at most %d characters"
              .formatted(field, value, MAX_SNI_PART));
    }
  }
}
