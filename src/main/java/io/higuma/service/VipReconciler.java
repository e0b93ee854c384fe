package io.higuma.service;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.resource.ResourceKind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Gives services without an address one that is known in the mesh only. Services made from
 * Kubernetes' have theirs from there.
 */
public final class VipReconciler {
  private static final Logger LOG = Logger.getLogger(VipReconciler.class);

  private final DestinationSurroundings surroundings;
  private final Map<ResourceKind, AddressPool> pools;
  private final Writes writes;

  /**
   * @param networks for each kind the IPv4 network of its addresses
   */
  public VipReconciler(
      DestinationSurroundings surroundings, Map<ResourceKind, String> networks, Writes writes) {
    this.surroundings = surroundings;
    this.pools =
        networks.entrySet().stream()
            .collect(
                Collectors.toMap(Map.Entry::getKey, entry -> new AddressPool(entry.getValue())));
    this.writes = writes;
  }

  /** One kind at a time; the same kind never by two threads. */
  public void reconcile(ResourceKind kind) {
    AddressPool pool = Objects.requireNonNull(pools.get(kind));
    List<Destination> services = surroundings.destinations(kind);
    services.forEach(service -> pool.use(service.vips()));
    Set<String> held = new HashSet<>();
    List<Destination> without =
        services.stream()
            .filter(service -> !GeneratedObject.isGenerated(service.object()))
            .sorted(Destination.BY_AGE)
            .filter(service -> needsOne(service, pool, held))
            .toList();
    Set<String> waiting = without.stream().map(VipReconciler::holder).collect(Collectors.toSet());
    pool.settled(waiting);
    for (Destination service : without) {
      pool.give(holder(service))
          .ifPresentOrElse(
              address -> writes.patch(service.object(), patch(kind, service, address)),
              () ->
                  LOG.errorv(
                      "No address is left for {0} {1}: make its network (ipam) larger",
                      kind.kind(), service.key()));
    }
  }

  /**
   * Two control planes at work for a moment may have given one address to two services: the older
   * one keeps it.
   *
   * @param held addresses of older services; gets those of this one
   */
  private static boolean needsOne(Destination service, AddressPool pool, Set<String> held) {
    return service.vips().isEmpty()
        || service.vips().stream()
            .anyMatch(address -> pool.contains(address) && !held.add(address));
  }

  private static String holder(Destination service) {
    return Objects.requireNonNullElse(
        service.object().getMetadata().getUid(), service.key().toString());
  }

  /** Only on the version that was seen: another control plane may have been faster. */
  private static ObjectNode patch(ResourceKind kind, Destination service, String address) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch
        .putObject("metadata")
        .put("resourceVersion", service.object().getMetadata().getResourceVersion());
    ObjectNode status = patch.putObject("status");
    if (kind == ResourceKind.MESH_EXTERNAL_SERVICE) {
      status.putObject("vip").put("ip", address);
    } else {
      status.putArray("vips").addObject().put("ip", address);
    }
    return patch;
  }
}
