package io.higuma.inject;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.metadata.SizeAnnotations;
import io.higuma.units.ResourceQuantity;
import java.util.List;
import java.util.Optional;

/**
 * How much a container requests of each resource, and may use of it.
 *
 * @param resources in the order in which they are written
 */
record ContainerSize(List<ResourceSize> resources) {
  ContainerSize {
    resources = List.copyOf(resources);
  }

  /**
   * One resource of a container.
   *
   * @param keys the annotations that change it
   * @param request empty when it is not written
   * @param limit empty when there is none
   */
  record ResourceSize(SizeAnnotations.Keys keys, Optional<Amount> request, Optional<Amount> limit) {
    String name() {
      return keys.resource();
    }

    /** The limit; a limit of zero is none. */
    Optional<Amount> bound() {
      return limit.filter(amount -> !amount.isZero());
    }

    /**
     * With the request raised to the limit, or a limit equal to the request where there is none.
     */
    private ResourceSize guaranteed() {
      Optional<Amount> both = bound().or(() -> request.filter(amount -> !amount.isZero()));
      return both.isEmpty() ? this : new ResourceSize(keys, both, both);
    }
  }

  /**
   * An amount and where it was said.
   *
   * @param source for messages: {@code setting …}, {@code annotation … of the pod}
   */
  record Amount(ResourceQuantity quantity, String source) {
    boolean isZero() {
      return quantity.isZero();
    }
  }

  /** The cores that the container may use; zero when there is no limit. */
  ResourceQuantity cpuLimit() {
    for (ResourceSize resource : resources) {
      if (resource.name().equals("cpu")) {
        return resource.bound().map(Amount::quantity).orElse(ResourceQuantity.ZERO);
      }
    }
    return ResourceQuantity.ZERO;
  }

  /** With requests of cpu and memory that equal their limits, as far as there is either. */
  ContainerSize guaranteed() {
    return new ContainerSize(
        resources.stream()
            .map(resource ->
                QosClass.RESOURCES.contains(resource.name()) ? resource.guaranteed() : resource)
            .toList());
  }

  /** As the field {@code resources} of a container. */
  ObjectNode json() {
    ObjectNode requests = ContainerJson.object();
    ObjectNode limits = ContainerJson.object();
    for (ResourceSize resource : resources) {
      put(requests, resource.name(), resource.request());
      put(limits, resource.name(), resource.limit());
    }
    ObjectNode json = ContainerJson.object();
    if (!requests.isEmpty()) {
      json.set("requests", requests);
    }
    if (!limits.isEmpty()) {
      json.set("limits", limits);
    }
    return json;
  }

  private static void put(ObjectNode amounts, String name, Optional<Amount> amount) {
    if (amount.isPresent()) {
      amounts.put(name, amount.get().quantity().canonical());
    }
  }
}
