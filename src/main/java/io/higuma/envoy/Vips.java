package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.resource.MeshObject;
import java.util.ArrayList;
import java.util.List;

/** Addresses and names that a service has got; what is no IP address is passed over. */
final class Vips {
  private Vips() {}

  static List<String> of(MeshObject service) {
    var vips = new ArrayList<String>();
    String single = service.status().path("vip").path("ip").asText("");
    if (Addresses.isIp(single)) {
      vips.add(single);
    }
    for (JsonNode vip : service.status().path("vips")) {
      String ip = vip.path("ip").asText("");
      if (Addresses.isIp(ip)) {
        vips.add(ip);
      }
    }
    return vips;
  }

  static List<String> names(MeshObject service) {
    var names = new ArrayList<String>();
    for (JsonNode address : service.status().path("addresses")) {
      String name = address.path("hostname").asText("");
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return names;
  }
}
