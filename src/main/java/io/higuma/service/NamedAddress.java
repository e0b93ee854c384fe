package io.higuma.service;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A name of a mesh that leads to data planes by tags: the host of a VirtualOutbound or
 * ExternalService, or an address that Kubernetes gave.
 *
 * @param name which DNS knows, or the address itself
 * @param ports sorted
 */
public record NamedAddress(String name, String address, List<Port> ports) {
  public NamedAddress {
    ports = List.copyOf(ports);
  }

  /**
   * Where it leads to at a port.
   *
   * @param tags {@code kuma.io/service} is among them
   */
  public record Port(int port, SortedMap<String, String> tags) {
    public Port {
      tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }
  }
}
