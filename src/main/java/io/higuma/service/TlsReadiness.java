package io.higuma.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which services by tag can be reached with TLS while a mesh changes over to it. */
public final class TlsReadiness {
  private static final String PREFIX = "all-services-";

  private TlsReadiness() {}

  /** The mesh whose services a ServiceInsight of this name is of. */
  public static Optional<String> meshOf(String serviceInsight) {
    return serviceInsight.startsWith(PREFIX)
        ? Optional.of(serviceInsight.substring(PREFIX.length()))
        : Optional.empty();
  }

  /**
   * The services all of whose proxies have a certificate of this backend.
   *
   * @param insight spec of a ServiceInsight
   */
  public static Set<String> of(JsonNode insight, String backend) {
    var ready = new TreeSet<String>();
    for (Map.Entry<String, JsonNode> service : insight.path("services").properties()) {
      JsonNode numbers = service.getValue().path("dataplanes");
      int total = numbers.path("online").asInt() + numbers.path("offline").asInt();
      int issued = service.getValue().path("issuedBackends").path(backend).asInt();
      if (total > 0 && issued == total) {
        ready.add(service.getKey());
      }
    }
    return ready;
  }
}
