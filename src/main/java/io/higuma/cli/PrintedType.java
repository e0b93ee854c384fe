package io.higuma.cli;

import io.higuma.envoy.ResourceType;

/** What of a configuration is printed; names as users write them, in the order of the output. */
enum PrintedType {
  clusters(ResourceType.CLUSTER),
  endpoints(ResourceType.ENDPOINTS),
  listeners(ResourceType.LISTENER),
  routes(ResourceType.ROUTES),
  /** Names alone. */
  secrets(ResourceType.SECRET);

  private final ResourceType resources;

  PrintedType(ResourceType resources) {
    this.resources = resources;
  }

  ResourceType resources() {
    return resources;
  }
}
