package io.higuma.envoy;

import io.higuma.metadata.Labels;
import io.higuma.resource.ResourceKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of a destination, whoever calls it.
 *
 * @param legacyName of its cluster
 * @param unifiedName of its cluster and all else; empty for destinations by tags, which have none
 * @param title what statistics and virtual hosts call it
 * @param listenerTags by which policies know its listener
 * @param endpoints sorted by address and port
 * @param server how its proxies do mTLS; empty if they don't
 * @param reach how traffic gets there
 * @param outside how it is reached with TLS outside of the mesh
 */
record DestinationFacts(
    Destination destination,
    String legacyName,
    String unifiedName,
    String title,
    Protocol protocol,
    SortedMap<String, String> listenerTags,
    List<Endpoint> endpoints,
    Optional<Server> server,
    Reach reach,
    List<OutsideTls> outside) {
  DestinationFacts {
    outside = List.copyOf(outside);
    listenerTags = Collections.unmodifiableSortedMap(new TreeMap<>(listenerTags));
    endpoints = List.copyOf(endpoints);
  }

  /**
   * How proxies of a destination do mTLS.
   *
   * @param sni for callers with a certificate of the Mesh
   * @param kriSni for callers with a MeshIdentity; empty where there is none
   * @param olderZones whose ingresses know {@code sni} alone, whoever calls
   * @param ids SPIFFE ids, one of which the server has
   * @param isReady whether all of them can do it by now
   */
  record Server(
      String sni, String kriSni, Set<String> olderZones, List<String> ids, boolean isReady) {
    /** One that is in no other zone. */
    Server(String sni, String kriSni, List<String> ids, boolean isReady) {
      this(sni, kriSni, Set.of(), ids, isReady);
    }

    Server {
      olderZones = Collections.unmodifiableSet(new TreeSet<>(olderZones));
      ids = List.copyOf(ids);
    }
  }

  /** How traffic gets to a destination. */
  enum Reach {
    /** Its proxies are in the mesh, so the way to them is HTTP/2. */
    MESH,
    /** Out of the mesh, through a zone egress. */
    EGRESS,
    /** Out of the mesh from this proxy. */
    DIRECT
  }

  private static final String MESH_SERVICE = ResourceKind.MESH_SERVICE.shortName().orElseThrow();
  private static final String UNIFIED_NAME_TAG = "kuma.io/unified-name";

  /** Tags of the listener of something that has a KRI in place of tags. */
  static SortedMap<String, String> tagsOf(String unifiedName) {
    return new TreeMap<>(Map.of(UNIFIED_NAME_TAG, unifiedName));
  }

  /**
   * Whether all of it is in this zone, so that traffic passes no ingress, which takes TLS alone.
   */
  boolean isWithin(String zone) {
    boolean isOfOther =
        destination instanceof Destination.ServicePort port
            && port.service().shortName().equals(MESH_SERVICE)
            && !port.service().zone().isEmpty()
            && !port.service().zone().equals(zone);
    return !isOfOther
        && endpoints.stream().allMatch(one -> one.zone().isEmpty() || one.zone().equals(zone));
  }

  /** Whether all of it is in these zones. */
  boolean isOnlyIn(Set<String> zones) {
    return !endpoints.isEmpty() && endpoints.stream().allMatch(one -> zones.contains(one.zone()));
  }

  /** Other zones' instances of what has a KRI are for when this zone has none. */
  boolean isOwnZonePreferred() {
    return destination instanceof Destination.ServicePort && reach == Reach.MESH;
  }

  String cluster(Naming naming) {
    return unifiedName.isEmpty() ? legacyName : naming.of(legacyName, unifiedName);
  }

  String host(Naming naming) {
    return unifiedName.isEmpty() ? title : naming.of(title, unifiedName);
  }

  /** Those that have KRIs are called by them, whatever the naming is. */
  String routes() {
    return unifiedName.isEmpty() ? "outbound:" + title : unifiedName;
  }

  static String zoneOf(Map<String, String> tags, Map<String, String> labels) {
    String zone = tags.getOrDefault(Tags.ZONE, "");
    return zone.isEmpty() ? labels.getOrDefault(Labels.ZONE.name(), "") : zone;
  }
}
