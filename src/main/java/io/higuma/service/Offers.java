package io.higuma.service;

import io.higuma.api.v1alpha1.Dataplane;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the Dataplanes of each mesh offer, kept up change by change: what has to follow is worked
 * out from the services of a mesh and not from its pods. For several threads.
 */
public final class Offers {
  private final Map<ObjectKey, OfDataplane> dataplanes = new HashMap<>();
  private final Map<String, OfMesh> meshes = new HashMap<>();

  private record OfDataplane(String mesh, List<Offer> offers) {}

  private static final class OfMesh {
    private final Map<Offer, Shared> offers = new HashMap<>();
    private final Map<String, Integer> services = new HashMap<>();
  }

  /** One object for all pods that offer the same, and how many they are. */
  private static final class Shared {
    private final Offer offer;
    private int count;

    Shared(Offer offer) {
      this.offer = offer;
    }
  }

  /**
   * A Dataplane has come, changed or gone.
   *
   * @param now empty if it is gone
   * @return the meshes that something is new in: none for the second pod of a kind
   */
  public synchronized Set<String> put(ObjectKey dataplane, Optional<Dataplane> now) {
    var changed = new HashSet<String>();
    OfDataplane before =
        now.isPresent()
            ? dataplanes.put(dataplane, add(now.get(), changed))
            : dataplanes.remove(dataplane);
    // After what has come: what stays then never goes.
    if (before != null) {
      remove(before, changed);
    }
    return changed;
  }

  private OfDataplane add(Dataplane dataplane, Set<String> changed) {
    String mesh = DataplaneSelection.meshOf(dataplane);
    OfMesh known = meshes.computeIfAbsent(mesh, absent -> new OfMesh());
    List<Offer> offers =
        Offer.of(dataplane).stream()
            .map(offer -> known.offers.computeIfAbsent(offer, Shared::new))
            .map(shared -> {
              if (shared.count++ == 0) {
                changed.add(mesh);
              }
              known.services.merge(shared.offer.service(), 1, Integer::sum);
              return shared.offer;
            })
            .toList();
    return new OfDataplane(mesh, offers);
  }

  private void remove(OfDataplane before, Set<String> changed) {
    OfMesh known = meshes.get(before.mesh());
    if (known == null) {
      return;
    }
    for (Offer offer : before.offers()) {
      Shared shared = known.offers.get(offer);
      if (shared != null && --shared.count == 0) {
        known.offers.remove(offer);
        changed.add(before.mesh());
      }
      known.services.computeIfPresent(
          offer.service(), (service, count) -> count == 1 ? null : count - 1);
    }
    if (known.offers.isEmpty()) {
      meshes.remove(before.mesh());
    }
  }

  /** In any order. */
  public synchronized List<Offer> of(String mesh) {
    OfMesh known = meshes.get(mesh);
    return known == null ? List.of() : List.copyOf(known.offers.keySet());
  }

  /** The meshes in which a Dataplane has this value of the tag {@code kuma.io/service}. */
  public synchronized List<String> meshesWith(String service) {
    return meshes.entrySet().stream()
        .filter(mesh -> mesh.getValue().services.containsKey(service))
        .map(Map.Entry::getKey)
        .toList();
  }
}
