package io.higuma.envoy;

import io.higuma.resource.Kri;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an outbound leads to; policies with {@code to} are looked up by it. */
public sealed interface Destination {
  /**
   * Data planes by tags, the older way.
   *
   * @param tags {@code kuma.io/service} is among them
   */
  record ByTags(SortedMap<String, String> tags) implements Destination {
    public ByTags {
      tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    public static ByTags of(Map<String, String> tags) {
      return new ByTags(new TreeMap<>(tags));
    }

    public String service() {
      return tags.getOrDefault(Tags.SERVICE, "");
    }
  }

  /**
   * A port of a MeshService, MeshExternalService or MeshMultiZoneService.
   *
   * @param service the whole service, without a section
   * @param port its number there
   * @param section what policies call the port: its name, or the number where it has none
   */
  record ServicePort(Kri service, int port, String section) implements Destination {
    /** The name of the port. */
    public Kri kri() {
      return service.withSection(section);
    }
  }
}
